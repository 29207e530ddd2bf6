package io.hotprobe.module;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file, read where they are asked for. It is not mapped: what is cut off a mapped file meanwhile ends the Java machine's
 * access with an error that no caller can tell in time. A read takes what follows along, for the next one.
 */
final class FileBytes implements ImageBytes {

  /** How much is read at least, in bytes. */
  private static final int WINDOW = 16 << 10;

  /** Most bytes of one call: as many stay allocated for each thread. */
  private static final int CHUNK = 128 << 10;

  private final FileChannel channel;
  private final Path path;
  private final long size;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
  private long windowAt;

  /** Opens a file, which stays open. */
  FileBytes(Path path) throws IOException {
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
    this.size = channel.size();
  }

  @Override
  public long size() {
    return size;
  }

  /** How the file is packed, by its first bytes. */
  ModuleFile.Compression compression() throws MalformedModuleException {
    byte[] head = new byte[(int) Math.min(ModuleFile.MAGIC, size)];
    read(0, head);
    return ModuleFile.Compression.of(head);
  }

  @Override
  public void read(long at, byte[] into) throws MalformedModuleException {
    if (into.length > WINDOW / 2) {
      int read = fill(at, ByteBuffer.wrap(into));
      requireRead(into.length, at, read);
      return;
    }
    if (at < windowAt || at + into.length > windowAt + window.limit()) {
      windowAt = at;
      window.clear();
      window.limit(fill(at, window));
      requireRead(into.length, at, window.limit());
    }
    window.get((int) (at - windowAt), into);
  }

  private void requireRead(int wanted, long at, int read) throws MalformedModuleException {
    if (read < wanted) {
      throw new MalformedModuleException(path, at + read, "the file was cut short while it was read");
    }
  }

  /** Reads until {@code into} is full or the file ends; how many bytes that were. */
  private int fill(long at, ByteBuffer into) throws MalformedModuleException {
    int end = into.limit();
    try {
      for (int read = 0; read >= 0 && into.position() < end; ) {
        into.limit(Math.min(end, into.position() + CHUNK));
        read = channel.read(into, at + into.position());
      }
    } catch (IOException unreadable) {
      throw new MalformedModuleException(path, at + into.position(), "cannot be read: " + FileFailure.reason(unreadable));
    }
    return into.position();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
