package io.hotprobe.linux;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The descriptors that a service manager hands to a process it starts, as sd_listen_fds(3) has it: {@code LISTEN_FDS} of them from 3 on,
 * with the names in {@code LISTEN_FDNAMES}. They count only for the process that {@code LISTEN_PID} names.
 */
public final class PassedDescriptors {

  /** Most that are looked at. */
  static final int MOST = 64;

  private static final int FIRST = 3;
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;

  private final Map<String, Integer> byName = new HashMap<>();

  private PassedDescriptors() {}

  /**
   * Those of this process; from now on programs that it starts do not inherit them. What makes no sense counts as none.
   *
   * @throws IOException if JNA's native library cannot be loaded
   */
  public static PassedDescriptors of(Map<String, String> environment) throws IOException {
    PassedDescriptors passed = new PassedDescriptors();
    String own = Long.toString(ProcessHandle.current().pid());
    String count = environment.getOrDefault("LISTEN_FDS", "");
    if (!own.equals(environment.get("LISTEN_PID")) || !count.matches("[0-9]{1,9}")) {
      return passed;
    }
    Libc libc = Libc.link();
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    for (int i = 0; i < Math.min(Integer.parseInt(count), MOST); i++) {
      if (libc.fcntl(FIRST + i, F_GETFD, 0) >= 0) {
        libc.fcntl(FIRST + i, F_SETFD, FD_CLOEXEC);
        passed.byName.put(i < names.length ? names[i] : "unknown", FIRST + i);
      }
    }
    return passed;
  }

  /** The one of that name. */
  public OptionalInt named(String name) {
    Integer fd = byName.get(name);
    return fd == null ? OptionalInt.empty() : OptionalInt.of(fd);
  }
}
