package io.hotprobe.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The resource limits of what hotprobe runs for a device, set once it has started since {@code posix_spawn} knows none: no core dumps,
 * which would hold what the daemon's children were told, and as many descriptors as programs expect, since the Java machine raises its own
 * limit to the highest there is; and where memory runs out it goes before the service, which a unit may have protected. What the program
 * starts inherits them.
 */
final class HookLimits {

  /** Open descriptors until the program itself asks for more. */
  static final long DESCRIPTORS = 1024;

  // include/uapi/asm-generic/resource.h; struct rlimit is two longs, the soft limit first
  private static final int RLIMIT_CORE = 4;
  private static final int RLIMIT_NOFILE = 7;
  private static final int RLIMIT = 2 * Long.BYTES;

  /** For the out-of-memory killer: as any process. */
  private static final byte[] USUAL_SCORE = {'0'};

  private static final boolean IS_PROTECTED = isProtected();

  private HookLimits() {}

  private static boolean isProtected() {
    try {
      return Files.readString(Path.of("/proc/self/oom_score_adj")).startsWith("-");
    } catch (IOException noProc) {
      return false;
    }
  }

  /** Sets them as far as the kernel lets us: a program that has become another user, or has ended, keeps what it has. */
  static void apply(Libc libc, int pid) {
    libc.prlimit(pid, RLIMIT_CORE, Libc.allocate(RLIMIT), null);
    ByteBuffer limits = Libc.allocate(RLIMIT);
    if (libc.prlimit(pid, RLIMIT_NOFILE, null, limits) == 0) {
      boolean isLower = Long.compareUnsigned(limits.getLong(0), DESCRIPTORS) <= 0;
      libc.prlimit(pid, RLIMIT_NOFILE, limits.putLong(0, isLower ? limits.getLong(0) : DESCRIPTORS), null);
    }
    if (IS_PROTECTED) {
      score(pid);
    }
  }

  private static void score(int pid) {
    try {
      Files.write(Path.of("/proc/" + pid + "/oom_score_adj"), USUAL_SCORE, StandardOpenOption.WRITE);
    } catch (IOException gone) {
      // It has ended, or is another user's by now.
    }
  }
}
