package io.hotprobe.cli;

import io.hotprobe.daemon.Daemon;
import io.hotprobe.daemon.ResumedUevents;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.UnfinishedEvents;
import io.hotprobe.linux.SystemIdentity;
import io.hotprobe.sysfs.DriverProbe;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the daemon before this one had begun and not ended, and what this one begins. */
final class Unfinished {

  private final Optional<UnfinishedEvents> events;
  private final Path sysfs;
  private final Journal journal;

  private Unfinished(Optional<UnfinishedEvents> events, Path sysfs, Journal journal) {
    this.events = events;
    this.sysfs = sysfs;
    this.journal = journal;
  }

  /** A daemon that does nothing keeps nothing. */
  static Unfinished none(World world, Journal journal) {
    return new Unfinished(Optional.empty(), world.sysfs(), journal);
  }

  /** Where it cannot be kept that is told, and the daemon runs without. */
  static Unfinished open(World world, Journal journal) {
    try {
      UnfinishedEvents events =
          UnfinishedEvents.open(world.run(), SystemIdentity.boot(), problem -> journal.notice(Level.WARNING, problem));
      events.unrecorded().forEach(event -> journal.notice(
          Level.INFO, event + ": was handled when the daemon before this one ended; what came of it is not in the history"));
      return new Unfinished(Optional.of(events), world.sysfs(), journal);
    } catch (IOException unusable) {
      journal.notice(
          Level.WARNING, "what is being handled cannot be kept, and would be lost if hotprobe were killed: " + Main.message(unusable));
      return none(world, journal);
    }
  }

  /** The source with what was left over before it; of a device that is gone only its remove. */
  UeventSource before(UeventSource source) {
    List<byte[]> left = events.map(UnfinishedEvents::leftOver).orElse(List.of()).stream().filter(this::isStillDue).toList();
    if (left.isEmpty()) {
      return source;
    }
    journal.notice(Level.INFO, left.size() + " events that the daemon before this one had begun and not ended are handled first");
    return new ResumedUevents(source, left);
  }

  private boolean isStillDue(byte[] message) {
    if (!(UeventParser.parse(message, 0, message.length, new Uevent()) instanceof Uevent uevent)) {
      return false;
    }
    try {
      return "remove".equals(uevent.text(Key.ACTION)) || Files.exists(sysfs.resolve(uevent.text(uevent.devpath()).substring(1)));
    } catch (InvalidPathException noPath) {
      return true;
    }
  }

  /**
   * Has the daemon keep what it begins.
   *
   * @param live whether its modules go to this machine's kernel
   */
  void keepFor(Daemon daemon, boolean live) {
    events.ifPresent(kept -> daemon.keep(kept, live ? () -> kept.interrupted().forEach(this::probeAgain) : () -> {}));
  }

  private void probeAgain(byte[] message) {
    if (!(UeventParser.parse(message, 0, message.length, new Uevent()) instanceof Uevent uevent)) {
      return;
    }
    String devpath = uevent.text(uevent.devpath());
    try {
      if (DriverProbe.again(sysfs, devpath, uevent.text(uevent.subsystem()))) {
        journal.notice(Level.INFO, devpath + ": its modules were being loaded when the daemon before this one ended, and it has no driver:"
            + " the kernel was asked to try its drivers again");
      }
    } catch (IOException refused) {
      journal.notice(Level.WARNING, devpath + ": has no driver, and the kernel does not try again: " + Main.message(refused));
    }
  }
}
