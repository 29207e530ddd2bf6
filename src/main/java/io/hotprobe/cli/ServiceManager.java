package io.hotprobe.cli;

import io.hotprobe.daemon.Supervision;
import io.hotprobe.journal.Journal;
import io.hotprobe.linux.MonotonicClock;
import io.hotprobe.linux.NotifySocket;
import io.hotprobe.linux.PassedDescriptors;
import io.hotprobe.linux.UeventSocket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What started the daemon, as far as its environment tells: it is told how the daemon is, and keeps its socket across restarts. */
final class ServiceManager {

  /** By this name the manager keeps the socket. */
  static final String UEVENTS = "uevents";

  private final Map<String, String> environment;
  private final Journal journal;
  private final Optional<NotifySocket> socket;

  private ServiceManager(Map<String, String> environment, Journal journal, Optional<NotifySocket> socket) {
    this.environment = environment;
    this.journal = journal;
    this.socket = socket;
  }

  /** The manager that an environment names; one that cannot be reached is told of and counts as none. */
  static ServiceManager of(Map<String, String> environment, Journal journal) {
    Optional<NotifySocket> socket = Optional.empty();
    try {
      socket = NotifySocket.of(environment.get("NOTIFY_SOCKET"));
    } catch (IOException unusable) {
      journal.notice(Level.WARNING, "the service manager is not told how hotprobe is: " + unusable.getMessage());
    }
    return new ServiceManager(environment, journal, socket);
  }

  /** The uevent socket that was kept, with what waits in it, or else a new one, which is kept from now on. */
  UeventSocket listen(int receiveBuffer) throws IOException {
    OptionalInt kept = PassedDescriptors.of(environment).named(UEVENTS);
    if (kept.isPresent()) {
      try {
        UeventSocket adopted = UeventSocket.adopt(kept.getAsInt(), receiveBuffer);
        journal.notice(Level.INFO, "goes on with the uevent socket of the daemon before this one: what came meanwhile is handled");
        return adopted;
      } catch (IOException foreign) {
        journal.notice(Level.WARNING, foreign.getMessage() + "; uevents since the daemon before this one ended are found in sysfs only");
      }
    }
    UeventSocket fresh = UeventSocket.open(receiveBuffer);
    socket.ifPresent(manager -> keep(manager, fresh));
    return fresh;
  }

  private void keep(NotifySocket manager, UeventSocket fresh) {
    try {
      manager.store(UEVENTS, fresh.descriptor());
    } catch (IOException deaf) {
      journal.notice(Level.WARNING, "the uevent socket is not kept across restarts: " + deaf.getMessage());
    }
  }

  /** Who tells the manager; empty when there is none. */
  Optional<Supervision> supervision() throws IOException {
    if (socket.isEmpty()) {
      return Optional.empty();
    }
    Supervision.Manager manager = socket.get()::send;
    return Optional.of(
        new Supervision(
            manager,
            Supervision.watchdog(environment.get("WATCHDOG_USEC"), environment.get("WATCHDOG_PID")),
            new MonotonicClock(),
            journal));
  }
}
