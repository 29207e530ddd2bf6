package io.hotprobe.builtins;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An open hwdb.bin: what it holds at an offset. Reads blocks as they are needed and keeps some. Confined to one thread.
 *
 * <pre>
 *   u8[8] "KSLPHHRH", u64 version, size of the file, of this header, of a node, of a child, of a value, offset of the root, ...
 *   node   u64 prefix, u8 children, u8[7], u64 values; then its children, then its values
 *   child  u8 character, u8[7], u64 node                                    sorted by character
 *   value  u64 key, u64 text [u64 file, u32 line, u16 priority, u16]        the offsets of strings that end in NUL
 * </pre>
 *
 * All little endian. Source: the hardware database as systemd-hwdb 196 to 257 writes it.
 */
final class HwdbFile implements Closeable {

  /** Largest file accepted, in bytes; Debian's has 13 MB. */
  static final long LARGEST = 1L << 30;

  /** Longest string accepted, in bytes. */
  static final int LONGEST_STRING = 8192;

  static final int HEADER = 80;
  static final int NODE = 24;
  static final int CHILD = 16;
  static final int VALUE = 16;
  static final int VALUE_WITH_SOURCE = 32;
  static final byte[] SIGNATURE = "KSLPHHRH".getBytes(StandardCharsets.ISO_8859_1);

  private static final int LARGEST_ENTRY = 4096;
  private static final int BLOCK = 4096;

  /** Blocks kept, those used last: 2 MiB. */
  private static final int MOST_BLOCKS = 512;


  private final FileChannel channel;
  private final long size;
  private final Map<Long, ByteBuffer> blocks = new LinkedHashMap<>(16, 0.75f, true);
  private ByteBuffer last;
  private long lastNumber = -1;
  private int nodeSize;
  private int childSize;
  private int valueSize;
  private long root;

  private HwdbFile(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  /**
   * Opens one and looks at its header.
   *
   * @throws DamagedHwdbException if it is none
   * @throws IOException if it cannot be read
   */
  static HwdbFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      HwdbFile opened = new HwdbFile(channel);
      opened.readHeader();
      return opened;
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  private void readHeader() throws IOException {
    if (size < HEADER || size > LARGEST) {
      throw new DamagedHwdbException(0, size + " bytes are no size of a hardware database");
    }
    for (int i = 0; i < SIGNATURE.length; i++) {
      if (u8(i) != SIGNATURE[i]) {
        throw new DamagedHwdbException(i, "it does not begin as a hardware database does");
      }
    }
    if (u64(16) != size) {
      throw new DamagedHwdbException(16, "the file has " + size + " bytes where " + Long.toUnsignedString(u64(16)) + " were written");
    }
    nodeSize = entrySize(32, NODE);
    childSize = entrySize(40, CHILD);
    valueSize = entrySize(48, VALUE);
    root = u64(56);
  }

  private int entrySize(long at, int smallest) throws IOException {
    long written = u64(at);
    if (written < smallest || written > LARGEST_ENTRY) {
      throw new DamagedHwdbException(at, Long.toUnsignedString(written) + " is no size of an entry");
    }
    return (int) written;
  }

  /**
   * The node at the root.
   *
   * @throws DamagedHwdbException if it reaches beyond the end
   */
  Node root() throws IOException {
    return node(root, 56);
  }

  private Node node(long at, long named) throws IOException {
    checkInside(at, nodeSize, named);
    int children = u8(at + 8) & 0xff;
    long values = u64(at + 16);
    long firstValue = at + nodeSize + (long) children * childSize;
    if (values < 0 || values > size / valueSize || firstValue + values * valueSize > size) {
      throw new DamagedHwdbException(at, children + " children and " + Long.toUnsignedString(values) + " values end beyond the file");
    }
    return new Node(at, children, (int) values, firstValue);
  }

  private void checkInside(long at, int length, long named) throws DamagedHwdbException {
    if (at < 0 || at > size - length) {
      throw new DamagedHwdbException(named, "it leads to byte " + Long.toUnsignedString(at) + ", beyond the end");
    }
  }

  /** A value's key, text, and how it stands to others of the same key. */
  record Value(String key, String text, long file, long priority, long line) {

    /** Whether another of the same key counts more: by its file's place in the order, then by its line. */
    boolean yieldsTo(Value other) {
      if (priority == 0) {
        return file < other.file || file == other.file && line < other.line;
      }
      return priority < other.priority || priority == other.priority && line < other.line;
    }
  }

  /** A node of the trie. */
  final class Node {

    private final long at;
    private final int children;
    private final int values;
    private final long firstValue;

    private Node(long at, int children, int values, long firstValue) {
      this.at = at;
      this.children = children;
      this.values = values;
      this.firstValue = firstValue;
    }

    /** What every key below it goes on with; empty when there is nothing. */
    String prefix() throws IOException {
      long offset = u64(at);
      return offset == 0 ? "" : string(offset, at);
    }

    int children() {
      return children;
    }

    /** The character that leads to a child. */
    char character(int index) throws IOException {
      return (char) (u8(entry(index)) & 0xff);
    }

    /** A child. */
    Node child(int index) throws IOException {
      long entry = entry(index);
      return node(u64(entry + 8), entry + 8);
    }

    /** The child that a character leads to; null when there is none. */
    Node child(char character) throws IOException {
      int low = 0;
      int high = children - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        char found = character(middle);
        if (found == character) {
          return child(middle);
        }
        if (found < character) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return null;
    }

    private long entry(int index) {
      return at + nodeSize + (long) index * childSize;
    }

    int values() {
      return values;
    }

    Value value(int index) throws IOException {
      long entry = firstValue + (long) index * valueSize;
      String key = string(u64(entry), entry);
      String text = string(u64(entry + 8), entry + 8);
      if (valueSize < VALUE_WITH_SOURCE) {
        return new Value(key, text, 0, 0, index);
      }
      long source = u64(entry + 24);
      return new Value(key, text, u64(entry + 16), source >>> 32 & 0xffff, source & 0xffff_ffffL);
    }
  }

  /**
   * A string.
   *
   * @param named where it was named, for a message
   */
  private String string(long at, long named) throws IOException {
    checkInside(at, 1, named);
    StringBuilder text = new StringBuilder();
    for (long i = at; i < size; i++) {
      byte b = u8(i);
      if (b == 0) {
        return text.toString();
      }
      if (text.length() == LONGEST_STRING) {
        throw new DamagedHwdbException(at, "a text of more than " + LONGEST_STRING + " bytes");
      }
      text.append((char) (b & 0xff));
    }
    throw new DamagedHwdbException(at, "a text without an end");
  }

  private byte u8(long at) throws IOException {
    ByteBuffer block = block(at / BLOCK);
    int offset = (int) (at % BLOCK);
    if (offset >= block.limit()) {
      throw new DamagedHwdbException(at, "the file became shorter while it was read");
    }
    return block.get(offset);
  }

  private long u64(long at) throws IOException {
    ByteBuffer block = block(at / BLOCK);
    int offset = (int) (at % BLOCK);
    if (offset + 8 <= block.limit()) {
      return block.getLong(offset);
    }
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | u8(at + i) & 0xff;
    }
    return value;
  }

  private ByteBuffer block(long number) throws IOException {
    if (number != lastNumber) {
      ByteBuffer known = blocks.get(number);
      last = known == null ? read(number) : known;
      lastNumber = number;
    }
    return last;
  }

  private ByteBuffer read(long number) throws IOException {
    if (blocks.size() == MOST_BLOCKS) {
      blocks.remove(blocks.keySet().iterator().next());
    }
    ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    while (block.hasRemaining() && channel.read(block, number * BLOCK + block.position()) > 0) {
      continue;
    }
    block.flip();
    blocks.put(number, block);
    return block;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
