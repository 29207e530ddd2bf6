package io.hotprobe.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process that holds a lock.
 *
 * @param pid as it wrote it; "unknown" when it has not
 * @param proc where processes are told of, {@code /proc}
 */
record LockHolder(String pid, Path proc) {

  /**
   * Whether it has ended but for threads that the kernel does not let go, such as one that hangs in finit_module: its first thread is dead,
   * and others are there. A process keeps its record locks and sockets until the last of its threads is gone.
   */
  boolean isDead() {
    try {
      String stat = Files.readString(proc.resolve(pid).resolve("stat"), StandardCharsets.ISO_8859_1);
      return stat.startsWith(") Z ", stat.lastIndexOf(')')) && threads() > 1;
    } catch (IOException gone) {
      return false;
    }
  }

  private int threads() {
    String[] tasks = proc.resolve(pid).resolve("task").toFile().list();
    return tasks == null ? 0 : tasks.length;
  }

  /** What is to be said of one that is dead. */
  String remains() {
    return "the daemon before, pid " + pid + ", has ended but for a thread that hangs in the kernel (" + proc.resolve(pid)
        + "/task/*/stack); its place is taken over, what it was loading stays undone until the machine is restarted";
  }
}
