package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import java.io.IOException;

/** A system call that failed: which, with what error number, and what to do about it where something can be done. */
public final class ErrnoException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  /**
   * @param call as in {@code bind}
   * @param detail what it was called on, or the remedy; may be empty
   */
  ErrnoException(String call, int errno, String detail) {
    super(call + ": " + Errno.describe(errno) + (detail.isEmpty() ? "" : "; " + detail));
    this.call = call;
    this.errno = errno;
  }

  public String call() {
    return call;
  }

  public int errno() {
    return errno;
  }
}
