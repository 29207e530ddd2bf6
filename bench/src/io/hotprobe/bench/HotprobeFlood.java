package io.hotprobe.bench;

import com.sun.management.OperatingSystemMXBean;
import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.linux.UeventSocket;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.nodes.Bystander;
import io.hotprobe.pipeline.Counters;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.Rules;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Ignored;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real socket and the whole pipeline in this process; only the kernel that takes the modules is simulated. */
final class HotprobeFlood implements AutoCloseable {

  private static final long COLDPLUG_MILLIS = 60_000;
  private static final long HANDLED_MILLIS = 60_000;

  private final OperatingSystemMXBean processor = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Path flood;
  private final Pipeline pipeline;

  /** Notices are errors here; what was handled only shows in the counters. */
  private static final class Quiet implements Journal {
    @Override
    public void handled(Handled handled) {}

    @Override
    public void notice(Level level, String text) {
      System.err.println(level + ": " + text);
    }
  }

  /**
   * One flood.
   *
   * @param rate uevents per second, from the first write until all were handled
   * @param writeRate uevents per second, until the last write had returned
   * @param cpuMicros processor time of this process per uevent, in microseconds
   */
  record Reading(double rate, double writeRate, double cpuMicros) {}

  HotprobeFlood(Path flood, Path moduleDirectory) throws IOException, InterruptedException {
    this.flood = flood;
    Resolver resolver = AliasLookupBenchmark.openWithoutConfiguration(moduleDirectory);
    SimulatedModules modules = new SimulatedModules(ModuleTree.open(moduleDirectory, diagnostic -> {}), Script.empty());
    pipeline =
        new Pipeline(
            new Pipeline.Ports(
                UeventSocket.open(UeventSocket.RECEIVE_BUFFER),
                Path.of("/sys"),
                modules,
                new SimulatedCommands(Script.empty())),
            resolver,
            rules(),
            new Quiet());
    // All is taken, as by the peer: left to itself it would leave out processors and memory.
    pipeline.leaveOut(Ignored.NOTHING, false);
    pipeline.start();
    pipeline.coldplug();
    if (!pipeline.awaitColdplug(COLDPLUG_MILLIS)) {
      throw new IllegalStateException("coldplug not done after " + COLDPLUG_MILLIS + " ms: " + pipeline.counters());
    }
  }

  /** Those that hotprobe ships, as it goes by them beside udevd. */
  private static Rules rules() throws IOException {
    Path root = Path.of("/");
    Sysfs sysfs = new Sysfs(root.resolve("sys"));
    Host host = HostFacts.of(root, sysfs.root(), AccountFiles.read(root.resolve("etc")));
    RuleBook book = RuleBook.open(new RuleFiles(List.of(Path.of("rules").toAbsolutePath())), host, finding -> { });
    return new Rules(
        book, new Surroundings(sysfs, host, Database.EMPTY, Builtins.NONE, Outside.UNTOUCHED), new Bystander(false), Rules.LIMIT);
  }

  /** Lets loose one flood, waits for the last of it, and checks that every uevent the kernel numbered was received and handled. */
  Reading run(String action, int count) throws IOException, InterruptedException {
    try (Flood prepared = Flood.prepare(flood, action, count)) {
      await(pipeline.counters().received());
      long before = pipeline.counters().received();
      long cpu = processor.getProcessCpuTime();
      long start = System.nanoTime();
      Flood.Written written = prepared.write();
      await(before + written.uevents());
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpuMicros = (processor.getProcessCpuTime() - cpu) / 1e3 / written.uevents();
      check(pipeline.counters(), before + written.uevents());
      return new Reading(written.uevents() / seconds, written.uevents() * 1e9 / written.nanos(), cpuMicros);
    }
  }

  Counters.Reading counters() {
    return pipeline.counters();
  }

  private void await(long received) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HANDLED_MILLIS);
    while (!isHandled(received) && System.nanoTime() < end) {
      Thread.sleep(1);
    }
  }

  private boolean isHandled(long received) {
    Counters.Reading now = pipeline.counters();
    return now.received() >= received && now.handled() >= now.received() + now.coldplugged();
  }

  private static void check(Counters.Reading now, long received) {
    boolean all = now.received() >= received && now.handled() == now.received() + now.coldplugged();
    if (!all || now.dropped() + now.overruns() + now.malformed() + now.refused() + now.faults() > 0) {
      throw new IllegalStateException("wrong answer: " + received + " uevents were sent, counted: " + now);
    }
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
