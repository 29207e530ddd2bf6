package io.hotprobe.linux;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An open file descriptor. Confined to one thread at a time; closing twice is fine. */
final class Descriptor implements AutoCloseable {

  private final Libc libc;
  private int fd;

  private Descriptor(Libc libc, int fd) {
    this.libc = libc;
    this.fd = fd;
  }

  /**
   * Takes over what {@code call} answered.
   *
   * @param remedy for the message if {@code fd} is -1; may be empty
   * @throws ErrnoException if {@code fd} is negative
   */
  static Descriptor of(Libc libc, String call, int fd, String remedy) throws ErrnoException {
    if (fd < 0) {
      throw new ErrnoException(call, Libc.errno(), remedy);
    }
    return new Descriptor(libc, fd);
  }

  /** Takes over a descriptor that is open already. */
  static Descriptor adopt(Libc libc, int fd) {
    return new Descriptor(libc, fd);
  }

  /** Opens {@code path} for reading. */
  static Descriptor open(Libc libc, Path path) throws ErrnoException {
    return open(libc, path, 0);
  }

  /** Opens {@code path} for reading with {@code flags} besides. */
  static Descriptor open(Libc libc, Path path, int flags) throws ErrnoException {
    byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
    return of(libc, "open", libc.open(name, Libc.O_RDONLY | Libc.O_CLOEXEC | flags), path.toString());
  }

  int fd() {
    return fd;
  }

  @Override
  public void close() {
    if (fd >= 0) {
      libc.close(fd);
      fd = -1;
    }
  }
}
