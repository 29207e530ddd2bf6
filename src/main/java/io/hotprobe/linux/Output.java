package io.hotprobe.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A pipe that a child writes to: the first bytes are kept, the rest is read and dropped. Confined to one thread. */
final class Output implements AutoCloseable {

  private static final int CHUNK = 8 << 10;

  // include/uapi/asm-generic/fcntl.h, include/uapi/linux/fcntl.h
  private static final int F_DUPFD_CLOEXEC = 1030;

  private final Libc libc;
  private final Descriptor reading;
  private final Descriptor writing;
  private final ByteBuffer chunk = Libc.allocate(CHUNK);
  private final byte[] kept;
  private int keptBytes;

  private Output(Libc libc, Descriptor reading, Descriptor writing, int limit) {
    this.libc = libc;
    this.reading = reading;
    this.writing = writing;
    this.kept = new byte[limit];
  }

  /** @param limit most bytes that are kept */
  static Output open(Libc libc, int limit) throws ErrnoException {
    ByteBuffer ends = Libc.allocate(2 * Integer.BYTES);
    if (libc.pipe2(ends, Libc.O_CLOEXEC) < 0) {
      throw new ErrnoException("pipe2", Libc.errno(), "");
    }
    Descriptor reading = Descriptor.of(libc, "pipe2", ends.getInt(0), "");
    try {
      return new Output(libc, reading, beyondStandard(libc, ends.getInt(Integer.BYTES)), limit);
    } catch (ErrnoException failed) {
      reading.close();
      throw failed;
    }
  }

  /** Where we were started without the standard three, {@code fd} may be one of them, which a child's are then copied over. */
  private static Descriptor beyondStandard(Libc libc, int fd) throws ErrnoException {
    if (fd >= Spawn.FIRST_INHERITED) {
      return Descriptor.of(libc, "pipe2", fd, "");
    }
    try (Descriptor low = Descriptor.of(libc, "pipe2", fd, "")) {
      return Descriptor.of(libc, "fcntl", libc.fcntl(low.fd(), F_DUPFD_CLOEXEC, Spawn.FIRST_INHERITED), "");
    }
  }

  /** What the child writes to. */
  int writing() {
    return writing.fd();
  }

  /** What is read here. */
  int reading() {
    return reading.fd();
  }

  /** The child has its end: ours of it is closed, so that the output ends with those who write. */
  void started() {
    writing.close();
  }

  /** Reads once from output that is ready; 0 at its end. */
  int read() {
    int bytes = (int) libc.read(reading.fd(), chunk, CHUNK);
    if (bytes <= 0) {
      return 0;
    }
    int keep = Math.min(bytes, kept.length - keptBytes);
    chunk.get(0, kept, keptBytes, keep);
    keptBytes += keep;
    return bytes;
  }

  /** What was kept, one char a byte. */
  String text() {
    return new String(kept, 0, keptBytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    writing.close();
    reading.close();
  }
}
