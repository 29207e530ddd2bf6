package io.hotprobe.module;

/**
 * An error number of the kernel and what it means for a module load.
 *
 * <p>Source: {@code include/uapi/asm-generic/errno-base.h} and {@code errno.h}; the same numbers hold on x86, arm and riscv.
 */
public enum Errno {
  EPERM(1, "Operation not permitted", Class.TERMINAL),
  ENOENT(2, "No such file or directory", Class.TERMINAL),
  ESRCH(3, "No such process", Class.TERMINAL),
  EINTR(4, "Interrupted system call", Class.RETRYABLE),
  EIO(5, "Input/output error", Class.TERMINAL),
  ENXIO(6, "No such device or address", Class.TERMINAL),
  E2BIG(7, "Argument list too long", Class.TERMINAL),
  ENOEXEC(8, "Exec format error", Class.TERMINAL),
  EBADF(9, "Bad file descriptor", Class.TERMINAL),
  ECHILD(10, "No child processes", Class.TERMINAL),
  EAGAIN(11, "Resource temporarily unavailable", Class.RETRYABLE),
  ENOMEM(12, "Cannot allocate memory", Class.RETRYABLE),
  EACCES(13, "Permission denied", Class.TERMINAL),
  EFAULT(14, "Bad address", Class.TERMINAL),
  EBUSY(16, "Device or resource busy", Class.RETRYABLE),
  EEXIST(17, "File exists", Class.BENIGN),
  ENODEV(19, "No such device", Class.BENIGN),
  EISDIR(21, "Is a directory", Class.TERMINAL),
  EINVAL(22, "Invalid argument", Class.TERMINAL),
  ENFILE(23, "Too many open files in system", Class.RETRYABLE),
  EMFILE(24, "Too many open files", Class.RETRYABLE),
  ETXTBSY(26, "Text file busy", Class.RETRYABLE),
  ENOSPC(28, "No space left on device", Class.TERMINAL),
  ENOSYS(38, "Function not implemented", Class.TERMINAL),
  EPROTONOSUPPORT(93, "Protocol not supported", Class.TERMINAL),
  EOPNOTSUPP(95, "Operation not supported", Class.TERMINAL),
  EAFNOSUPPORT(97, "Address family not supported by protocol", Class.TERMINAL),
  ENOBUFS(105, "No buffer space available", Class.RETRYABLE),
  ETIMEDOUT(110, "Connection timed out", Class.RETRYABLE),
  ENOKEY(126, "Required key not available", Class.TERMINAL),
  EKEYREJECTED(129, "Key was rejected by service", Class.TERMINAL);

  /** What a caller may do about an error number. */
  public enum Class {
    /** The same call would fail again: say so once. */
    TERMINAL,
    /** The same call may succeed later. */
    RETRYABLE,
    /** Not a failure of the load. */
    BENIGN
  }

  private final int number;
  private final String text;
  private final Class meaning;

  Errno(int number, String text, Class meaning) {
    this.number = number;
    this.text = text;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** What a load that ended with {@code number} may do; an unknown number is terminal. */
  public static Class classOf(int number) {
    for (Errno errno : values()) {
      if (errno.number == number) {
        return errno.meaning;
      }
    }
    return Class.TERMINAL;
  }

  /** Name, text and number, as in {@code ENODEV (No such device, errno 19)}. */
  public static String describe(int number) {
    for (Errno errno : values()) {
      if (errno.number == number) {
        return errno.name() + " (" + errno.text + ", errno " + number + ")";
      }
    }
    return "errno " + number;
  }
}
