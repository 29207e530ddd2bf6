package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What tests look at of this process and of those it started. */
final class Processes {

  private Processes() {}

  /** Waits, five seconds at most, until a process has ended. */
  static void awaitGone(long pid) throws InterruptedException {
    for (int i = 0; i < 1_000 && runs(pid); i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertFalse(runs(pid), "still alive, pid=" + pid);
  }

  /** An orphan that has ended may stay a zombie until init looks after it. */
  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).isPresent() && !isZombie(pid);
  }

  /** How many descriptors this process has. */
  static long openDescriptors() throws IOException {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.count();
    }
  }

  /** Our children that have ended and were not reaped. */
  static List<Long> zombies() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).filter(Processes::isZombie).toList();
  }

  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException gone) {
      return false;
    }
  }
}
