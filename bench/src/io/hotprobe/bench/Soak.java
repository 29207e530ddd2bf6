package io.hotprobe.bench;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import io.hotprobe.nodes.Bystander;
import io.hotprobe.pipeline.Counters;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.Rules;
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
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** A pipeline that handles millions of uevents, and what it holds of the machine in between, when all of them are handled. */
public final class Soak {

  private static final long PATIENCE_MILLIS = 300_000;

  /** What is held when everything is handled: bytes of heap after a collection, threads, open descriptors. */
  public record Held(long events, long heapBytes, int threads, long descriptors) {}

  /** What was held after each part, and the pipeline's counters at the end. */
  public record Result(List<Held> held, Counters.Reading counters, double seconds) {}

  private Soak() {}

  /**
   * Measures.
   *
   * @param root an empty directory
   * @param events of each of the parts
   */
  public static Result run(Path root, int parts, long events) throws IOException, InterruptedException {
    SoakedUevents source = new SoakedUevents();
    Path sysfs = Files.createDirectories(root.resolve("sys"));
    SmallWorld world =
        new SmallWorld(root.resolve("world")).module("base").module("one", "base").module("three").module("fails")
            .alias("p:one", "one").alias("p:both", "three").alias("p:both", "one").alias("p:fails", "fails").write();
    long start = System.nanoTime();
    try (Pipeline pipeline =
        new Pipeline(
            new Pipeline.Ports(source, sysfs, new ForgetfulKernel(), new SimulatedCommands(Script.empty())), world.resolver(),
            rules(root, sysfs), new CountingJournal())) {
      pipeline.start();
      List<Held> held = new ArrayList<>();
      for (int part = 1; part <= parts; part++) {
        source.send(events);
        while (pipeline.counters().received() < part * events) {
          Thread.sleep(5);
        }
        if (!pipeline.settle(PATIENCE_MILLIS)) {
          throw new IllegalStateException("not settled after " + PATIENCE_MILLIS + " ms: " + pipeline.counters());
        }
        held.add(held(part * events));
      }
      return new Result(held, pipeline.counters(), (System.nanoTime() - start) / 1e9);
    }
  }

  /** The shipped rules, and one that runs a program for some devices whatever becomes of them. */
  private static Rules rules(Path root, Path sysfs) throws IOException {
    Path own = Files.createDirectories(root.resolve("rules"));
    Files.writeString(own.resolve("90-soak.rules"), "SUBSYSTEM==\"ruled\", RUN{program}+=\"/hook\"\n");
    Host host = HostFacts.of(sysfs, sysfs, AccountFiles.read(sysfs));
    RuleFiles files = new RuleFiles(List.of(own, Path.of("rules").toAbsolutePath()));
    RuleBook book = RuleBook.open(files, host, finding -> {
      throw new IllegalStateException(finding.toString());
    });
    Surroundings surroundings =
        new Surroundings(new Sysfs(sysfs), host, Database.EMPTY, new Builtins(Map.of(), notice -> {}), Outside.UNTOUCHED);
    return new Rules(book, surroundings, new Bystander(false), Rules.LIMIT);
  }

  /** Waits until threads that have nothing to do are gone, and the heap no longer shrinks. */
  private static Held held(long events) throws IOException, InterruptedException {
    Thread.sleep(6_000);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(50);
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return new Held(events, least, threads, descriptors.count());
    }
  }

  /** Takes every module, and forgets it again at once, so that the next device is loaded for; but for one that it refuses. */
  private static final class ForgetfulKernel implements Modules {
    @Override
    public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
      return file.name().value().equals("fails")
          ? new LoadOutcome.Failed(file.name(), "finit_module", Errno.ENOEXEC.number(), file.path().toString())
          : new LoadOutcome.Loaded(file.name(), 1);
    }

    @Override
    public UnloadOutcome unload(ModuleName module, Force force) {
      return new UnloadOutcome.NotLive(module);
    }

    @Override
    public State state(ModuleName module) {
      return State.ABSENT;
    }

    @Override
    public List<LiveModule> list() {
      return List.of();
    }
  }

  private static final class CountingJournal implements Journal {
    private final LongAdder told = new LongAdder();

    @Override
    public void handled(Handled handled) {
      told.increment();
    }

    @Override
    public void notice(System.Logger.Level level, String text) {
      told.increment();
    }
  }

  /** @param args two that are not used here, where results go, and {@code --quick} or nothing */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean quick = args.length > 3 && args[3].equals("--quick");
    int parts = 10;
    long events = quick ? 200_000 : 1_000_000;
    Result result = run(Files.createTempDirectory("hotprobe-soak"), parts, events);
    Held first = result.held().get(0);
    Held last = result.held().get(parts - 1);
    Report report = new Report("Ten million uevents through one pipeline");
    report.plain("uevents", last.events(), "");
    report.plain("uevents a second, pauses for measuring included", last.events() / result.seconds(), "/s");
    report.plain("heap after the first part", first.heapBytes() / 1024.0, "KiB");
    report.below("growth of the heap since then", (last.heapBytes() - first.heapBytes()) / 1024.0, "KiB", 512);
    report.plain("threads after the first part", first.threads(), "");
    report.below("growth of threads since then", last.threads() - first.threads(), "", 1);
    report.plain("descriptors after the first part", first.descriptors(), "");
    report.below("growth of descriptors since then", last.descriptors() - first.descriptors(), "", 1);
    report.note("Devices come, change and go, 24,000 paths, a sixth with modules to load and a sixth whose module is refused; uevents are lost"
        + " twice every million. Held after each tenth, when all is handled and collected: " + held(result) + ". Counters: " + result.counters() + ".");
    report.write(Path.of(args[2]), "soak");
  }

  private static String held(Result result) {
    StringBuilder text = new StringBuilder();
    for (Held held : result.held()) {
      text.append(text.isEmpty() ? "" : ", ").append(held.heapBytes() / 1024).append(" KiB");
    }
    return text.toString();
  }
}
