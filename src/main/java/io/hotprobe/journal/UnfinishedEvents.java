package io.hotprobe.journal;

import io.hotprobe.module.FileFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The events that are being handled, in a file, so that a daemon that was killed can be followed by one that goes on with them. What was
 * under way is handled once more, and when that kills the next daemon too it is given up.
 *
 * <p>The file is a header of one cell, then {@link #MOST} cells, each with one event or empty: length, attempts before, order, checksum,
 * state, message. A cell is written when an event begins, marked when all is done for it, and emptied when that has been recorded; each is one
 * small write to a file in memory. The file is that of one boot.
 *
 * <p>Safe for any thread; holds its lock for one write.
 */
public final class UnfinishedEvents implements Closeable {

  /** Events that are kept; more than can be open. Those beyond are handled like the others, but lost with the daemon. */
  public static final int MOST = 8192;

  static final String NAME = "unfinished";

  /** Bytes of a cell: the longest message has 8 KiB, and few use more than one page of it. */
  static final int CELL = 12 << 10;

  private static final int LONGEST = 8 << 10;
  private static final int LENGTH = 0;
  private static final int ATTEMPTS = 4;
  private static final int ORDER = 8;
  private static final int CHECKSUM = 16;
  private static final int STATE = 20;
  private static final int MESSAGE = 24;

  private static final int OPEN = 0;
  private static final int DONE = 1;
  private static final int LOADS = 2;

  /** Times an event is begun: when the daemon died both times it is given up. */
  private static final int MOST_ATTEMPTS = 2;

  /** With no event open, a file with more cells than this is cut back. */
  private static final int KEPT_CELLS = 64;

  private static final String MAGIC = "hotprobe unfinished 1 ";

  private final RandomAccessFile file;
  private final Consumer<String> problems;
  private final BitSet used = new BitSet();
  private final Map<ByteBuffer, Cell> left = new HashMap<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(MESSAGE + LONGEST);
  private List<byte[]> leftOver = List.of();
  private List<String> unrecorded = List.of();
  private List<byte[]> interrupted = List.of();
  private long order;
  private boolean told;
  private boolean closed;

  /** What a daemon before this one had not finished. */
  private record Cell(int number, int attempts, long order, int state, byte[] message) {}

  /** An event that is being handled. */
  public interface Ticket {

    /** One that is not kept. */
    Ticket NONE = new Ticket() {
      @Override
      public void done() {}

      @Override
      public void end() {}
    };

    /** All is done for it: the next daemon is not to do it again. */
    void done();

    /** It is recorded. A second call does nothing. */
    void end();
  }

  private UnfinishedEvents(RandomAccessFile file, Consumer<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * Opens the file, or makes it.
   *
   * @param directory hotprobe's below {@code /run}; made if it is missing
   * @param boot tells this boot from others; what was left by another does not count
   * @param problems is told, once each, what was given up or cannot be kept
   * @throws IOException if the file cannot be used
   */
  public static UnfinishedEvents open(Path directory, String boot, Consumer<String> problems) throws IOException {
    if (!Files.exists(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path path = directory.resolve(NAME);
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + ": not a regular file; remove it");
    }
    if (!Files.exists(path)) {
      Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      UnfinishedEvents events = new UnfinishedEvents(file, problems);
      events.start((MAGIC + boot + "\n").getBytes(StandardCharsets.US_ASCII));
      return events;
    } catch (IOException failed) {
      file.close();
      throw new IOException(path + ": " + FileFailure.reason(failed), failed);
    }
  }

  private synchronized void start(byte[] header) throws IOException {
    byte[] found = new byte[header.length];
    file.seek(0);
    boolean ours = file.length() >= CELL && file.read(found) == found.length && Arrays.equals(found, header);
    if (!ours) {
      file.setLength(0);
      file.setLength(CELL);
      file.seek(0);
      file.write(header);
      return;
    }
    List<Cell> cells = new ArrayList<>();
    for (int number = 0; number < Math.min(MOST, cells(file.length())); number++) {
      read(number, cells);
    }
    cells.sort(Comparator.comparingLong(Cell::order));
    unrecorded = cells.stream().filter(cell -> cell.state() == DONE).map(cell -> header(cell.message())).toList();
    interrupted = cells.stream().filter(cell -> cell.state() == LOADS).map(Cell::message).toList();
    cells.stream().filter(cell -> cell.state() == OPEN).forEach(cell -> used.set(cell.number()));
    cells.stream().filter(cell -> cell.state() != OPEN).forEach(cell -> free(cell.number()));
    leftOver = cells.stream().filter(cell -> cell.state() == OPEN && isToBeTriedAgain(cell)).map(Cell::message).toList();
  }

  private static long cells(long length) {
    return (length - 1) / CELL;
  }

  private void read(int number, List<Cell> into) throws IOException {
    byte[] bytes = new byte[MESSAGE + LONGEST];
    file.seek(at(number));
    int got = Math.max(0, file.read(bytes));
    ByteBuffer cell = ByteBuffer.wrap(bytes);
    int length = cell.getInt(LENGTH);
    if (length == 0 || length < 0 || length > LONGEST || MESSAGE + length > got || cell.getInt(CHECKSUM) != checksum(cell, length)) {
      return;
    }
    byte[] message = Arrays.copyOfRange(bytes, MESSAGE, MESSAGE + length);
    into.add(new Cell(number, cell.getInt(ATTEMPTS), cell.getLong(ORDER), cell.getInt(STATE), message));
  }

  private boolean isToBeTriedAgain(Cell cell) {
    ByteBuffer message = ByteBuffer.wrap(cell.message());
    order = Math.max(order, cell.order() + 1);
    if (cell.attempts() + 1 >= MOST_ATTEMPTS) {
      problems.accept(header(cell.message()) + ": was still being handled when hotprobe ended, for the second time, and is not tried again;"
          + " trigger the device once more when its programs are in order");
      free(cell.number());
      return false;
    }
    if (left.putIfAbsent(message, cell) != null) {
      free(cell.number());
      return false;
    }
    return true;
  }

  /** {@code ACTION@DEVPATH}. */
  private static String header(byte[] message) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  /** The messages that a daemon before this one had begun and not ended, in their order. */
  public synchronized List<byte[]> leftOver() {
    return leftOver;
  }

  /** What a daemon before this one had done, and not recorded any more what came of it: {@code ACTION@DEVPATH} each. */
  public synchronized List<String> unrecorded() {
    return unrecorded;
  }

  /** The messages of devices for which a daemon before this one was loading modules when it was killed: their drivers may not be bound. */
  public synchronized List<byte[]> interrupted() {
    return interrupted;
  }

  /** Modules are to be loaded for a device, which coldplug would do again; otherwise as {@link #begin}. */
  public synchronized Ticket beginLoads(byte[] message) {
    return begin(message, LOADS);
  }

  /** An event begins. Where it cannot be kept that is told once, and it goes on all the same. */
  public synchronized Ticket begin(byte[] message) {
    return begin(message, OPEN);
  }

  private Ticket begin(byte[] message, int state) {
    if (closed || message.length > LONGEST) {
      return Ticket.NONE;
    }
    Cell before = left.isEmpty() ? null : left.remove(ByteBuffer.wrap(message));
    int number = before == null ? used.nextClearBit(0) : before.number();
    if (number >= MOST) {
      tellOnce("more than " + MOST + " events are open");
      return Ticket.NONE;
    }
    try {
      write(number, before == null ? 0 : before.attempts() + 1, state, message);
    } catch (IOException failed) {
      tellOnce(FileFailure.text(failed));
      return Ticket.NONE;
    }
    used.set(number);
    return new Open(number);
  }

  private void write(int number, int attempts, int state, byte[] message) throws IOException {
    buffer.clear();
    buffer.putInt(LENGTH, message.length).putInt(ATTEMPTS, attempts).putLong(ORDER, order++);
    buffer.put(MESSAGE, message);
    buffer.putInt(CHECKSUM, checksum(buffer, message.length)).putInt(STATE, state);
    file.seek(at(number));
    file.write(buffer.array(), 0, MESSAGE + message.length);
  }

  /** What was left over and led to nothing this time is done with. To be called when all that was left over has been looked at. */
  public synchronized void forgetLeftOver() {
    left.values().forEach(cell -> free(cell.number()));
    left.clear();
    leftOver = List.of();
  }

  private synchronized void free(int number) {
    used.clear(number);
    if (!closed && used.isEmpty()) {
      cutBack();
    }
    mark(number, LENGTH, 0);
  }

  private void cutBack() {
    try {
      if (cells(file.length()) > KEPT_CELLS) {
        file.setLength(CELL);
      }
    } catch (IOException failed) {
      tellOnce(FileFailure.text(failed));
    }
  }

  /** Writes a field of a cell that the file has. */
  private synchronized void mark(int number, int field, int value) {
    try {
      if (!closed && file.length() > at(number)) {
        file.seek(at(number) + field);
        file.writeInt(value);
      }
    } catch (IOException failed) {
      tellOnce(FileFailure.text(failed));
    }
  }

  private void tellOnce(String problem) {
    if (!told) {
      told = true;
      problems.accept("what is being handled cannot be kept, and would be lost if hotprobe were killed: " + problem);
    }
  }

  private static long at(int number) {
    return (long) CELL * (number + 1);
  }

  private static int checksum(ByteBuffer cell, int length) {
    CRC32C sum = new CRC32C();
    sum.update(cell.array(), 0, CHECKSUM);
    sum.update(cell.array(), MESSAGE, length);
    return (int) sum.getValue();
  }

  /** An event with a cell. */
  private final class Open implements Ticket {
    private final int number;
    private boolean over;

    Open(int number) {
      this.number = number;
    }

    @Override
    public void done() {
      synchronized (UnfinishedEvents.this) {
        if (!over) {
          mark(number, STATE, DONE);
        }
      }
    }

    @Override
    public void end() {
      synchronized (UnfinishedEvents.this) {
        if (!over) {
          over = true;
          free(number);
        }
      }
    }
  }

  /** What is open stays so for the next daemon. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    file.close();
  }
}
