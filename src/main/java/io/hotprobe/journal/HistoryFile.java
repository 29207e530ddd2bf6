package io.hotprobe.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file {@code history} and the one before it, {@code history.1}: lines are only ever added at the end of the first, which takes the
 * second's place when it is full. A line that an earlier writer left unfinished is ended, and stands there as one that is no record.
 *
 * <p>Confined to one thread.
 */
final class HistoryFile implements Closeable {

  static final String NAME = "history";
  static final String OLDER = "history.1";

  /** Bytes of one of the two files; they lie in memory on most systems. */
  static final long LIMIT = 2 << 20;

  private static final FileAttribute<Set<PosixFilePermission>> OWN_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<PosixFilePermission> FOR_ALL = PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path directory;
  private final Path file;
  private final long limit;
  private FileChannel channel;
  private Object key;

  /** Touches nothing yet. */
  HistoryFile(Path directory, long limit) {
    this.directory = directory;
    this.file = directory.resolve(NAME);
    this.limit = limit;
  }

  /**
   * Adds lines, all or none of them.
   *
   * @param lines whole ones, at most the limit
   * @throws IOException if they could not be written; the next call tries anew
   */
  void append(byte[] lines) throws IOException {
    try {
      if (channel == null || !isStillThere()) {
        open();
      }
      if (channel.size() > 0 && channel.size() + lines.length > limit) {
        rotate();
      }
      write(lines);
    } catch (IOException failed) {
      close();
      throw failed;
    }
  }

  private boolean isStillThere() throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && key.equals(key());
  }

  private Object key() throws IOException {
    return Files.readAttributes(file, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
  }

  private void open() throws IOException {
    close();
    if (!Files.exists(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, FOR_ALL);
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + ": not a regular file; remove it");
    }
    Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    channel = FileChannel.open(file, options, OWN_ONLY);
    key = key();
    if (channel.size() > 0 && !endsInNewline()) {
      write(new byte[] {'\n'});
    }
  }

  private boolean endsInNewline() throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
      reading.read(last, reading.size() - 1);
    }
    return last.get(0) == '\n';
  }

  private void rotate() throws IOException {
    channel.close();
    channel = null;
    Files.move(file, directory.resolve(OLDER), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    open();
  }

  private void write(byte[] bytes) throws IOException {
    long before = channel.size();
    ByteBuffer left = ByteBuffer.wrap(bytes);
    try {
      while (left.hasRemaining()) {
        channel.write(left);
      }
    } catch (IOException full) {
      channel.truncate(before);
      throw full;
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
