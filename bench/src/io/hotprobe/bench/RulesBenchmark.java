package io.hotprobe.bench;

import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Evaluator;
import io.hotprobe.rules.Explanation;
import io.hotprobe.rules.Glance;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Recording;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The installed rules on recorded uevents, one after the other; see {@link RulesMeasurement}. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class RulesBenchmark {

  static final String RULES = "bench.rules";
  static final String RECORDING = "bench.recording";

  private static final long NO_DEADLINE = TimeUnit.DAYS.toNanos(1);

  /** The stock files with lines for every uevent: they ask for its tags, or import a property of its parent. */
  private static final List<String> FOR_EVERY_UEVENT = List.of("71-seat.rules", "73-seat-late.rules");

  /** The subsystem about which the quiet rules ask sysfs. */
  private static final String ASKS_SYSFS = "scsi_generic";

  /**
   * {@code stock}: all installed rules, all recorded uevents. {@code quiet}: without {@link #FOR_EVERY_UEVENT}, the uevents for which
   * the rest does nothing.
   */
  @Param({"stock", "quiet"})
  public String rules;

  private final List<Uevent> uevents = new ArrayList<>();
  private Glance glance;
  private Evaluator evaluator;
  private int next;

  /** Reads rules and recording. There is no sysfs, no database and no builtin: what they cost is not the rules'. */
  @Setup
  public void read() throws IOException {
    Host host = HostFacts.of(Path.of("/"), Path.of("/sys"), AccountFiles.read(Path.of("/etc")));
    Program program = new RuleFiles(directories()).read(host, finding -> {});
    Sysfs none = new Sysfs(Path.of("/nonexistent"));
    glance = new Glance(none, host);
    glance.use(program);
    evaluator = new Evaluator(program, new Surroundings(none, host, Database.EMPTY, Builtins.NONE, Outside.UNTOUCHED));
    for (Recording.Message message : Recording.read(Path.of(System.getProperty(RECORDING))).messages()) {
      byte[] bytes = message.bytes();
      Uevent uevent = (Uevent) UeventParser.parse(bytes, 0, bytes.length, new Uevent());
      if (rules.equals("stock") || isQuiet(uevent)) {
        uevents.add(uevent);
      }
    }
  }

  private List<Path> directories() throws IOException {
    Path installed = Path.of(System.getProperty(RULES));
    if (rules.equals("stock")) {
      return List.of(installed);
    }
    Path masks = Files.createDirectories(Path.of("target", "bench", "masks"));
    for (String name : FOR_EVERY_UEVENT) {
      Files.write(masks.resolve(name), new byte[0]);
    }
    return List.of(masks, installed);
  }

  private boolean isQuiet(Uevent uevent) {
    return !uevent.text(uevent.subsystem()).equals(ASKS_SYSFS) && glance.look(uevent) == Glance.Sight.NOTHING;
  }

  private Uevent next() {
    next = next + 1 == uevents.size() ? 0 : next + 1;
    return uevents.get(next);
  }

  /** The first look, as every uevent gets it. */
  @Benchmark
  public Glance.Sight look() {
    return glance.look(next());
  }

  /** All of it, as a uevent gets it that rules do something for. */
  @Benchmark
  public Ruling evaluate() {
    return evaluator.evaluate(next(), System.nanoTime() + NO_DEADLINE, Explanation.NONE);
  }
}
