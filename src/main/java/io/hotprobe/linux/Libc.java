package io.hotprobe.linux;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The functions of the C library that this package calls, mapped directly: one method per function, with its name, its return
 * value and its errors. A method that answers -1 has left its error number in {@link #errno} of the same thread.
 *
 * <p>Constants hold on x86_64, aarch64 and riscv64, all of which are LP64. Safe for any thread.
 */
final class Libc {

  // include/uapi/asm-generic/fcntl.h
  static final int O_RDONLY = 0;
  static final int O_TRUNC = 0x200;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int O_PATH = 0x200000;

  /** The one flag of these that is not the same everywhere: arch/arm64/include/uapi/asm/fcntl.h. */
  static final int O_NOFOLLOW = Platform.isARM() ? 0x8000 : 0x20000;

  private static Libc linked;

  private Libc() {}

  /**
   * The C library of this process, linked at the first call.
   *
   * @throws IOException if JNA's native library cannot be loaded
   */
  static synchronized Libc link() throws IOException {
    if (linked == null) {
      prepareJna();
      try {
        Native.register(Libc.class, NativeLibrary.getProcess());
      } catch (LinkageError unlinked) {
        throw new IOException("cannot load JNA's native library: " + unlinked.getMessage()
            + "; set -Djna.boot.library.path to the directory of libjnidispatch.so,"
            + " or -Djna.tmpdir to a directory that is writable and not mounted noexec", unlinked);
      }
      linked = new Libc();
    }
    return linked;
  }

  /** As {@link #link}, for the ports whose methods throw nothing checked. */
  static Libc linkUnchecked() {
    try {
      return link();
    } catch (IOException unlinked) {
      throw new UncheckedIOException(unlinked);
    }
  }

  private static void prepareJna() {
    String home = System.getProperty("hotprobe.home");
    if (home != null) {
      Path natives = Path.of(home, "lib", "native", Platform.RESOURCE_PREFIX);
      if (Files.isDirectory(natives)) {
        setUnlessSet("jna.boot.library.path", natives.toString());
        // Or it would look for what it unpacked before, in a directory that need not be writable.
        setUnlessSet("jna.nounpack", "true");
      }
    }
    setUnlessSet("jna.nosys", "true");
    // Without a value JNA runs ldconfig to find out where libraries are. We look up symbols of this process only.
    setUnlessSet("jna.platform.library.path", "/usr/lib");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** The error number of this thread's last call that failed. */
  static int errno() {
    return Native.getLastError();
  }

  /** Memory outside the heap that lives as long as the buffer, zeroed, in the machine's byte order. */
  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Where {@code direct} begins; valid while it is reachable. */
  static long address(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }

  /** The strings of this process's environment, byte for byte (ISO 8859-1). */
  static List<String> environment() {
    Pointer strings = NativeLibrary.getProcess().getGlobalVariableAddress("environ").getPointer(0);
    List<String> environment = new ArrayList<>();
    for (Pointer string : strings == null ? new Pointer[0] : strings.getPointerArray(0)) {
      environment.add(string.getString(0, "ISO-8859-1"));
    }
    return environment;
  }

  /**
   * Adds the closing of all descriptors from {@code first} on, where this C library can (glibc 2.34).
   *
   * @return false if it cannot, and nothing was added
   */
  static boolean posix_spawn_file_actions_addclosefrom_np(ByteBuffer actions, int first) {
    return adds("posix_spawn_file_actions_addclosefrom_np", actions, first);
  }

  /**
   * Adds the change to the directory {@code path}, where this C library can (glibc 2.29, musl 1.1.24).
   *
   * @return as {@link #posix_spawn_file_actions_addclosefrom_np}
   */
  static boolean posix_spawn_file_actions_addchdir_np(ByteBuffer actions, byte[] path) {
    return adds("posix_spawn_file_actions_addchdir_np", actions, path);
  }

  private static boolean adds(String name, Object... arguments) {
    Function function;
    try {
      function = NativeLibrary.getProcess().getFunction(name);
    } catch (UnsatisfiedLinkError older) {
      return false;
    }
    return function.invokeInt(arguments) == 0;
  }

  native int open(byte[] path, int flags);

  native int close(int fd);

  native long read(int fd, ByteBuffer into, long bytes);

  native long pread(int fd, ByteBuffer into, long bytes, long offset);

  native long write(int fd, ByteBuffer from, long bytes);

  native int poll(ByteBuffer pollfds, long count, int timeoutMillis);

  native int eventfd(int initial, int flags);

  native int pipe2(ByteBuffer twoFds, int flags);

  native int socket(int domain, int type, int protocol);

  native int bind(int fd, ByteBuffer address, int length);

  native int getsockname(int fd, ByteBuffer address, ByteBuffer length);

  native int setsockopt(int fd, int level, int option, ByteBuffer value, int length);

  native int getsockopt(int fd, int level, int option, ByteBuffer value, ByteBuffer length);

  native int recvmmsg(int fd, ByteBuffer mmsghdrs, int count, int flags, Pointer timeout);

  native long sendto(int fd, ByteBuffer from, long bytes, int flags, ByteBuffer address, int length);

  native long sendmsg(int fd, ByteBuffer msghdr, int flags);

  native int chmod(byte[] path, int mode);

  native int chown(byte[] path, int user, int group);

  native int utimensat(int directory, byte[] path, Pointer times, int flags);

  native int setxattr(byte[] path, byte[] name, ByteBuffer value, long bytes, int flags);

  native int clock_gettime(int clock, ByteBuffer timespec);

  native int listen(int fd, int backlog);

  native int accept4(int fd, Pointer address, Pointer length, int flags);

  native int connect(int fd, ByteBuffer address, int length);

  native int flock(int fd, int operation);

  native int inotify_init1(int flags);

  native int inotify_add_watch(int fd, byte[] path, int mask);

  native int inotify_rm_watch(int fd, int watch);

  native int isatty(int fd);

  native int fcntl(int fd, int command, int argument);

  native int access(byte[] path, int mode);

  native int geteuid();

  /** Answers its error number instead of leaving it in errno; {@code found} is null when there is no such user. */
  native int getpwuid_r(int user, ByteBuffer passwd, ByteBuffer strings, long bytes, ByteBuffer found);

  /** As {@link #getpwuid_r}. */
  native int getpwnam_r(byte[] name, ByteBuffer passwd, ByteBuffer strings, long bytes, ByteBuffer found);

  native int ioctl(int fd, long request, ByteBuffer argument);

  native int prlimit(int pid, int resource, ByteBuffer limits, ByteBuffer before);

  native int kill(int pid, int signal);

  native long signal(int signal, long handler);

  native int waitpid(int pid, ByteBuffer status, int options);

  /** As {@code finit_module}. */
  native long syscall(long number, int fd, Pointer parameters, int flags);

  /** As {@code init_module}. */
  native long syscall(long number, Pointer image, long length, Pointer parameters);

  /** As {@code delete_module}. */
  native long syscall(long number, Pointer name, int flags);

  /** As {@code pidfd_open}. */
  native long syscall(long number, int pid, int flags);

  // The posix_spawn family answers its error number instead of leaving it in errno.

  native int posix_spawn(ByteBuffer pid, byte[] path, ByteBuffer actions, ByteBuffer attributes, Pointer argv, Pointer envp);

  native int posix_spawnattr_init(ByteBuffer attributes);

  native int posix_spawnattr_setflags(ByteBuffer attributes, short flags);

  native int posix_spawnattr_setpgroup(ByteBuffer attributes, int group);

  native int posix_spawnattr_setsigdefault(ByteBuffer attributes, ByteBuffer signals);

  native int posix_spawnattr_setsigmask(ByteBuffer attributes, ByteBuffer signals);

  native int posix_spawnattr_destroy(ByteBuffer attributes);

  native int posix_spawn_file_actions_init(ByteBuffer actions);

  native int posix_spawn_file_actions_adddup2(ByteBuffer actions, int fd, int as);

  native int posix_spawn_file_actions_addopen(ByteBuffer actions, int fd, byte[] path, int flags, int mode);

  native int posix_spawn_file_actions_addclose(ByteBuffer actions, int fd);

  native int posix_spawn_file_actions_destroy(ByteBuffer actions);

  /** Keeps {@code ident}. */
  native void openlog(Pointer ident, int options, int facility);

  native void syslog(int priority, byte[] format, byte[] text);

  native int sigfillset(ByteBuffer signals);

  native int sigemptyset(ByteBuffer signals);
}
