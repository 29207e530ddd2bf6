package io.hotprobe.bench;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.linux.TapDevices;
import io.hotprobe.linux.UeventSocket;
import io.hotprobe.pipeline.Counters;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.Rules;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The whole pipeline on the real socket with a receive buffer that is too small and a reader that is too slow, while a flood runs and real
 * devices come and go: what it knows at the end is held against sysfs.
 */
public final class LossRun implements AutoCloseable {

  private static final Path SYS = Path.of("/sys");
  private static final long QUIET_MILLIS = 120_000;

  private final DeviceLedger ledger = new DeviceLedger();
  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  private final Pipeline pipeline;

  /** What makes the flood. */
  public interface FloodWriter {

    /** Returns when the last uevent is written. */
    void write() throws IOException;
  }

  /**
   * What came of it.
   *
   * @param missing devices that sysfs has and the pipeline does not know
   * @param extra devices that it knows and sysfs does not have
   * @param late devices that were not handled after the first write
   * @param wrong devices that a pass over sysfs added or removed although that was known
   * @param millis from the last write until the state is right
   * @param plugged real devices that came during the flood
   */
  public record Outcome(
      Set<String> missing, Set<String> extra, List<String> late, List<String> wrong, long millis, long plugged, Counters.Reading counters) {}

  private final class Kept implements Journal {
    @Override
    public void handled(Handled handled) {}

    @Override
    public void notice(Level level, String text) {
      notices.add(level + ": " + text);
    }
  }

  /**
   * Starts and waits until what is plugged in is handled.
   *
   * @param scratch an empty directory
   * @param receiveBuffer in bytes
   * @param delayNanos for each message
   */
  public LossRun(Path scratch, int receiveBuffer, long delayNanos) throws IOException, InterruptedException {
    SmallWorld world = new SmallWorld(scratch).write();
    Host host = HostFacts.of(scratch, SYS, AccountFiles.read(scratch));
    Surroundings surroundings = new Surroundings(new Sysfs(SYS), host, Database.EMPTY, Builtins.NONE, Outside.UNTOUCHED);
    pipeline =
        new Pipeline(
            new Pipeline.Ports(
                new SlowSource(UeventSocket.open(receiveBuffer), delayNanos), SYS, world.kernel(), new SimulatedCommands(Script.empty())),
            world.resolver(),
            new Rules(RuleBook.of(Program.EMPTY), surroundings, ledger, Rules.LIMIT),
            new Kept());
    pipeline.start();
    pipeline.coldplug();
    if (!pipeline.awaitColdplug(QUIET_MILLIS)) {
      throw new IllegalStateException("coldplug not done: " + pipeline.counters());
    }
  }

  /** Lets a flood loose, and devices come and go meanwhile. */
  public Outcome run(FloodWriter flood) throws IOException, InterruptedException {
    long plugged;
    long written;
    long began = System.nanoTime();
    try (TapDevices taps = new TapDevices(5)) {
      Thread writer = new Thread(() -> write(flood), "flood");
      writer.start();
      while (writer.isAlive()) {
        taps.change();
      }
      written = System.nanoTime();
      awaitRight();
      plugged = taps.made();
      return outcome(began, written, plugged);
    }
  }

  private void write(FloodWriter flood) {
    try {
      flood.write();
    } catch (IOException failed) {
      notices.add("the flood failed: " + failed);
    }
  }

  /** Until nothing has happened for a moment, and nothing is under way. */
  private void awaitRight() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS);
    long handled = -1;
    while (System.nanoTime() < end && (!pipeline.isQuiet() || !pipeline.settle(QUIET_MILLIS) || handled != pipeline.counters().handled())) {
      handled = pipeline.counters().handled();
      Thread.sleep(50);
    }
  }

  private Outcome outcome(long began, long written, long plugged) throws IOException {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - written);
    Set<String> known = ledger.present();
    known.removeIf(devpath -> !devpath.startsWith("/devices/"));
    Set<String> there = devices();
    Set<String> missing = new TreeSet<>(there);
    missing.removeAll(known);
    Set<String> extra = new TreeSet<>(known);
    extra.removeIf(devpath -> Files.exists(SYS.resolve(devpath.substring(1)).resolve("uevent")));
    return new Outcome(missing, extra, ledger.notHandledSince(began), ledger.wrong(), millis, plugged, pipeline.counters());
  }

  /** What sysfs has, found in another way than the pipeline finds it. What has no subsystem is not replayed, by udev neither. */
  private static Set<String> devices() throws IOException {
    Set<String> devices = new TreeSet<>();
    try (Stream<Path> all = Files.walk(SYS.resolve("devices"))) {
      all.filter(file -> file.endsWith("uevent"))
          .map(Path::getParent)
          .filter(directory -> Files.exists(directory.resolve("subsystem"), LinkOption.NOFOLLOW_LINKS))
          .forEach(directory -> devices.add("/" + SYS.relativize(directory)));
    }
    return devices;
  }

  /** The lines of the log. */
  public List<String> notices() {
    return List.copyOf(notices);
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
