package io.hotprobe.module;

import java.util.Optional;

/**
 * An error number of the kernel, what it means for a module load, and what the reader of a message can do.
 *
 * <p>Sources: {@code include/uapi/asm-generic/errno-base.h}, {@code errno.h} and {@code include/linux/errno.h}; the same numbers hold on
 * x86, arm and riscv. Who gives them to a load: {@code kernel/module/main.c}, {@code signing.c}, {@code decompress.c}, the read of the
 * file, security modules, and the module's own init function, which may answer any of them.
 */
public enum Errno {
  EPERM(1, "Operation not permitted", Class.REFUSED,
      "loading modules needs CAP_SYS_MODULE and kernel.modules_disabled=0, no kernel lockdown and no module_blacklist= that names it"),
  ENOENT(2, "No such file or directory", Class.TERMINAL, "the module lacks a symbol or has no such parameter: the kernel log names it"),
  ESRCH(3, "No such process", Class.TERMINAL, "a symbol it needs has another version in this kernel: the kernel log names it"),
  EINTR(4, "Interrupted system call", Class.RETRYABLE, "a signal kept interrupting it: plug the device in again, or trigger it"),
  EIO(5, "Input/output error", Class.TERMINAL, "the device or the disk failed: the kernel log says which"),
  ENXIO(6, "No such device or address", Class.TERMINAL, "its init function did not find the device it drives: the kernel log may say why"),
  E2BIG(7, "Argument list too long", Class.TERMINAL, "its options are longer than the kernel takes: shorten them in modprobe.d"),
  ENOEXEC(8, "Exec format error", Class.TERMINAL, "the module was built for another kernel or is damaged: reinstall it and run depmod"),
  EBADF(9, "Bad file descriptor", Class.TERMINAL, Errno.REPORT),
  ECHILD(10, "No child processes", Class.TERMINAL, Errno.REPORT),
  EAGAIN(11, "Resource temporarily unavailable", Class.RETRYABLE, "the kernel lacks something for the moment: its log says what"),
  ENOMEM(12, "Cannot allocate memory", Class.RETRYABLE, "memory is short, or the room for modules: free some"),
  EACCES(13, "Permission denied", Class.REFUSED, "a security module (SELinux, AppArmor, IMA, LoadPin) refused the file: its log names the rule"),
  EFAULT(14, "Bad address", Class.TERMINAL, Errno.REPORT),
  EBUSY(16, "Device or resource busy", Class.RETRYABLE,
      "it is being loaded or removed right now, or another driver holds what it wants: the kernel log names it"),
  EEXIST(17, "File exists", Class.BENIGN, "something it registers is there already, so it did not stay: the kernel log names it"),
  ENODEV(19, "No such device", Class.BENIGN, "there is no device for it"),
  ENOTDIR(20, "Not a directory", Class.TERMINAL, Errno.OWN),
  EISDIR(21, "Is a directory", Class.TERMINAL, Errno.OWN),
  EINVAL(22, "Invalid argument", Class.TERMINAL, "the kernel log names the parameter it refused"),
  ENFILE(23, "Too many open files in system", Class.RETRYABLE, "raise fs.file-max"),
  EMFILE(24, "Too many open files", Class.RETRYABLE, "raise the service's limit of open files (LimitNOFILE=)"),
  ETXTBSY(26, "Text file busy", Class.RETRYABLE, "somebody is still writing the file: wait for the installer to end"),
  EFBIG(27, "File too large", Class.TERMINAL, "no kernel takes a module of that size: reinstall it and run depmod"),
  ENOSPC(28, "No space left on device", Class.TERMINAL, "the kernel ran out of a table or a number it hands out: its log says which"),
  EROFS(30, "Read-only file system", Class.TERMINAL, Errno.OWN),
  ERANGE(34, "Numerical result out of range", Class.TERMINAL, "a parameter's number is out of range: the kernel log names it"),
  ENAMETOOLONG(36, "File name too long", Class.TERMINAL, Errno.OWN),
  ENOSYS(38, "Function not implemented", Class.TERMINAL, "this kernel was built without loadable modules"),
  ELOOP(40, "Too many levels of symbolic links", Class.TERMINAL, Errno.OWN),
  ENODATA(61, "No data available", Class.REFUSED, "the file lacks the signature that this kernel wants: sign it"),
  ETIME(62, "Timer expired", Class.RETRYABLE, "the device did not answer in time: the kernel log may say why"),
  ENOPKG(65, "Package not installed", Class.REFUSED, "this kernel lacks the hash or cipher of the module's signature: sign it with another"),
  EBADMSG(74, "Bad message", Class.REFUSED, "the module's signature is damaged, as by strip after signing: reinstall it or sign it again"),
  EOVERFLOW(75, "Value too large for defined data type", Class.TERMINAL, "the module is damaged: reinstall it and run depmod"),
  EPROTONOSUPPORT(93, "Protocol not supported", Class.TERMINAL, Errno.OWN),
  EOPNOTSUPP(95, "Operation not supported", Class.TERMINAL, Errno.OWN),
  EAFNOSUPPORT(97, "Address family not supported by protocol", Class.TERMINAL, Errno.OWN),
  EADDRINUSE(98, "Address already in use", Class.TERMINAL, Errno.OWN),
  ENOBUFS(105, "No buffer space available", Class.RETRYABLE, "memory is short: free some"),
  ETIMEDOUT(110, "Connection timed out", Class.RETRYABLE, "the device did not answer in time: the kernel log may say why"),
  ESTALE(116, "Stale file handle", Class.RETRYABLE, "the file was replaced on the server meanwhile: mount it again if that stays"),
  ENOKEY(126, "Required key not available", Class.REFUSED, Errno.SIGN),
  EKEYEXPIRED(127, "Key has expired", Class.REFUSED, "the key of the module's signature has expired: sign it with a valid one"),
  EKEYREVOKED(128, "Key has been revoked", Class.REFUSED, "the key of the module's signature was revoked: sign it with a valid one"),
  EKEYREJECTED(129, "Key was rejected by service", Class.REFUSED, Errno.SIGN),
  ERESTARTSYS(512, "Interrupted system call should be restarted", Class.RETRYABLE, "a signal kept interrupting it: plug the device in again, or trigger it"),
  EPROBE_DEFER(517, "Driver requests probe retry", Class.RETRYABLE, "it waits for a driver that is not there yet"),
  ENOTSUPP(524, "Operation is not supported", Class.TERMINAL, Errno.OWN);

  private static final String OWN = "its init function refused: the kernel log may say why";
  private static final String REPORT = "this is a fault of hotprobe's own, please report it";
  private static final String SIGN = "the module's signature is missing or not trusted by this kernel: sign it or enrol its key";

  /** What a caller may do about an error number. */
  public enum Class {
    /** The same call would fail again. */
    TERMINAL,
    /** Terminal, by signature or policy: it holds for the module, whichever device asks, so it is said once. */
    REFUSED,
    /** The same call may succeed later. */
    RETRYABLE,
    /** Not a failure of the load. */
    BENIGN
  }

  private final int number;
  private final String text;
  private final Class meaning;
  private final String remedy;

  Errno(int number, String text, Class meaning, String remedy) {
    this.number = number;
    this.text = text;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  public int number() {
    return number;
  }

  /** The error with a number; empty for one that is not listed here. */
  public static Optional<Errno> of(int number) {
    for (Errno errno : values()) {
      if (errno.number == number) {
        return Optional.of(errno);
      }
    }
    return Optional.empty();
  }

  /** What a load that ended with {@code number} may do; an unknown number is terminal. */
  public static Class classOf(int number) {
    Optional<Errno> errno = of(number);
    return errno.isPresent() ? errno.get().meaning : Class.TERMINAL;
  }

  /** Name, text and number, as in {@code ENODEV (No such device, errno 19)}. */
  public static String describe(int number) {
    Optional<Errno> errno = of(number);
    return errno.isPresent() ? errno.get().name() + " (" + errno.get().text + ", errno " + number + ")" : "errno " + number;
  }

  /** What to do when a module system call answered {@code number}: a clause, no final stop, never empty. */
  public static String remedy(int number) {
    Optional<Errno> errno = of(number);
    return errno.isPresent() ? errno.get().remedy : OWN;
  }
}
