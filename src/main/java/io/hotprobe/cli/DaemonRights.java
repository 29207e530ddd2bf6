package io.hotprobe.cli;

import io.hotprobe.journal.Journal;
import io.hotprobe.linux.Capabilities;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** The capabilities that the daemon needs, and what is said when it has others. */
final class DaemonRights {

  /** For modules, the socket's receive buffer, the owner of a socket, the sandboxes of rules and their end. */
  static final List<String> NEEDED = List.of("sys_module", "net_admin", "chown", "setuid", "setgid", "kill");

  /** Beside them for udevd's work, the programs of udev's rules included. */
  static final List<String> FOR_NODES =
      List.of(
          "fowner", "dac_override", "mknod", "sys_admin", "mac_admin", "fsetid", "dac_read_search", "sys_rawio", "sys_resource", "sys_nice",
          "ipc_lock", "sys_tty_config", "net_raw", "net_bind_service");

  private DaemonRights() {}

  /**
   * Tells of capabilities that the daemon has and does not need, or lacks.
   *
   * @param loads whether it is to load modules
   */
  static void tell(Capabilities have, boolean managesNodes, boolean loads, Journal journal) {
    if (loads && !have.has("sys_module")) {
      journal.notice(Level.WARNING, "it lacks CAP_SYS_MODULE, so every load will be refused; run this as root, outside of a container");
    }
    List<String> needed = new ArrayList<>(NEEDED);
    needed.addAll(managesNodes ? FOR_NODES : List.of());
    List<String> beyond = have.beyond(needed);
    if (!beyond.isEmpty()) {
      journal.notice(Level.INFO, "it keeps capabilities that it does not need itself: " + String.join(" ", beyond)
          + "; the launcher gives up those that HOTPROBE_CAPABILITIES does not name, with setpriv (util-linux)");
    }
  }

  /** The same of this process. */
  static void tell(boolean managesNodes, boolean loads, Journal journal) {
    try {
      tell(Capabilities.ofThisProcess(), managesNodes, loads, journal);
    } catch (IOException noProc) {
      journal.notice(Level.DEBUG, "what it may do is not known: " + noProc.getMessage());
    }
  }
}
