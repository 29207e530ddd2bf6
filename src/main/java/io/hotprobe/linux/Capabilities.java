package io.hotprobe.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The capabilities that some thread of a process has or can gain by executing a program. They belong to threads: what one gives up after
 * the Java machine has started others still have, which is why the launcher or the systemd unit gives them up before.
 *
 * @param effective one bit each, as numbered in include/uapi/linux/capability.h
 * @param bounding likewise
 */
public record Capabilities(long effective, long bounding) {

  /** By number. */
  private static final List<String> NAMES =
      List.of(
          "chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap", "linux_immutable",
          "net_bind_service", "net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner", "sys_module", "sys_rawio", "sys_chroot",
          "sys_ptrace", "sys_pacct", "sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time", "sys_tty_config", "mknod", "lease",
          "audit_write", "audit_control", "setfcap", "mac_override", "mac_admin", "syslog", "wake_alarm", "block_suspend", "audit_read",
          "perfmon", "bpf", "checkpoint_restore");

  /**
   * Those of this process's threads together.
   *
   * @throws IOException if {@code /proc} does not tell
   */
  public static Capabilities ofThisProcess() throws IOException {
    Capabilities own = ofTasks(Path.of("/proc/self/task"));
    return own.of(SystemIdentity.isRoot());
  }

  /** As they count for root, or for another user, to whom the bounding set gives nothing by executing a program. */
  Capabilities of(boolean root) {
    return root ? this : new Capabilities(effective, effective);
  }

  static Capabilities ofTasks(Path tasks) throws IOException {
    long effective = 0;
    long bounding = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        Capabilities own = ofThread(thread.resolve("status"));
        effective |= own.effective;
        bounding |= own.bounding;
      }
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    return new Capabilities(effective, bounding);
  }

  private static Capabilities ofThread(Path status) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(status, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException ended) {
      return new Capabilities(0, 0);
    }
    return new Capabilities(mask(lines, "CapEff:", status), mask(lines, "CapBnd:", status));
  }

  private static long mask(List<String> lines, String key, Path status) throws IOException {
    for (String line : lines) {
      if (line.startsWith(key)) {
        try {
          return Long.parseUnsignedLong(line.substring(key.length()).strip(), 16);
        } catch (NumberFormatException odd) {
          break;
        }
      }
    }
    throw new IOException(status + ": no number after " + key);
  }

  /** Whether some thread has it in force. */
  public boolean has(String name) {
    return (effective >>> NAMES.indexOf(name) & 1) != 0;
  }

  /** The names of those that can be in force now or later and are not in {@code needed}. */
  public List<String> beyond(List<String> needed) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < Long.SIZE; i++) {
      String name = i < NAMES.size() ? NAMES.get(i) : "number " + i;
      if (((effective | bounding) >>> i & 1) != 0 && !needed.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }
}
