package io.hotprobe.cli;

import io.hotprobe.daemon.Daemon;
import io.hotprobe.journal.Journal;
import io.hotprobe.linux.LinuxInodes;
import io.hotprobe.linux.LinuxInterfaces;
import io.hotprobe.linux.LinuxWatches;
import io.hotprobe.linux.MonotonicClock;
import io.hotprobe.linux.UdevControl;
import io.hotprobe.linux.UdevGroup;
import io.hotprobe.nodes.NodeWork;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/** Stands in for udevd: its node work, its watches, and the socket by which udevadm speaks to it. */
final class StandIn {

  /** How long a client of the socket waits until what came before it is handled, in milliseconds; then it sees that some is pending. */
  private static final long PING_MILLIS = 1_000;

  private final NodeWork work;
  private final LinuxWatches watches;
  private final UdevControl control;
  private final Journal journal;

  private StandIn(NodeWork work, LinuxWatches watches, UdevControl control, Journal journal) {
    this.work = work;
    this.watches = watches;
    this.control = control;
    this.journal = journal;
  }

  /**
   * Takes udevd's place; nothing is done for any device yet.
   *
   * @throws IOException also if somebody has it already
   */
  static StandIn open(World world, Journal journal) throws IOException {
    Path run = world.root().resolve("run/udev");
    UdevControl control = UdevControl.open(run.resolve("control"));
    LinuxWatches watches = LinuxWatches.open();
    NodeWork.Ports ports =
        new NodeWork.Ports(
            new LinuxInodes(), new LinuxInterfaces(), UdevGroup.open(), watches, watches, new MonotonicClock());
    NodeWork.Places places = new NodeWork.Places(run, world.root().resolve("dev"), new Sysfs(world.sysfs()));
    NodeWork work = new NodeWork(places, ports, damage -> journal.notice(Level.WARNING, damage.toString()));
    work.restoreWatches();
    return new StandIn(work, watches, control, journal);
  }

  NodeWork work() {
    return work;
  }

  /** Begins to watch nodes and to answer udevadm, on threads of its own. */
  void serve(Daemon daemon) {
    start("watches", () -> watches.run(work::closed));
    start("udevadm", () -> control.serve(request -> answer(request, daemon)));
  }

  private static void answer(UdevControl.Request request, Daemon daemon) {
    switch (request) {
      case PING -> daemon.settle(PING_MILLIS);
      case RELOAD -> reload(daemon);
      case EXIT -> daemon.end();
    }
  }

  private static void reload(Daemon daemon) {
    try {
      daemon.reload();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something that goes on until it is closed. */
  private interface Service {
    void run() throws IOException;
  }

  private void start(String name, Service service) {
    Thread thread =
        new Thread(
            () -> {
              try {
                service.run();
              } catch (IOException failed) {
                journal.notice(Level.ERROR, name + " ended: " + failed.getMessage());
              } catch (RuntimeException fault) {
                journal.notice(Level.ERROR, name + " ended: " + fault);
              }
            },
            "hotprobe-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Gives udevd's place up. A second call does nothing. */
  void close() {
    try {
      control.close();
    } catch (IOException leftBehind) {
      journal.notice(Level.WARNING, "the socket for udevadm is left behind: " + leftBehind.getMessage());
    }
    watches.close();
  }
}
