package io.hotprobe.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** What the installed rule files cost for each uevent of a recorded hot-plug, sysfs, database and builtins aside. */
public final class RulesMeasurement {

  private static final Path RULES = Path.of("/usr/lib/udev/rules.d");
  private static final Path RECORDING = Path.of("src/main/dist/share/demo/hotplug.uevents");
  private static final double GOAL_MICROS = 20;
  private static final int ITERATION_MILLIS = 300;
  private static final int WARM_UP = 8;
  private static final int ITERATIONS = 25;

  private RulesMeasurement() {}

  /** @param args two that are not used here, where results go, and {@code --quick} or nothing */
  public static void main(String[] args) throws IOException, RunnerException {
    boolean quick = args.length > 3 && args[3].equals("--quick");
    Report report = new Report("Evaluation of udev's stock rules");
    for (RunResult result : measure(quick)) {
      add(report, result);
    }
    report.note(
        "Per uevent, over a recorded hot-plug, all rule files of " + RULES + ". *look*: the first look that every uevent gets, which ends at "
            + "the first effect; *evaluate*: all lines, with the ruling. *stock*: all files and uevents; *quiet*: without 71-seat.rules and "
            + "73-seat-late.rules, which have lines for every uevent, the uevents for which the rest does nothing: *look* then sees every line, "
            + "and must not allocate. The fastest of many passes. There is no sysfs (a few stat calls find that out), no database, no "
            + "builtin that does something.");
    report.write(Path.of(args[2]), "rules");
  }

  private static Collection<RunResult> measure(boolean quick) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(RulesBenchmark.class.getSimpleName())
            .forks(1)
            .warmupIterations(WARM_UP)
            .warmupTime(TimeValue.milliseconds(ITERATION_MILLIS))
            .measurementIterations(quick ? WARM_UP : ITERATIONS)
            .measurementTime(TimeValue.milliseconds(ITERATION_MILLIS))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .jvmArgsAppend("-XX:+UseSerialGC", "-D" + RulesBenchmark.RULES + "=" + RULES, "-D" + RulesBenchmark.RECORDING + "=" + RECORDING);
    return new Runner(options.build()).run();
  }

  private static void add(Report report, RunResult result) {
    String rules = result.getParams().getParam("rules");
    String method = result.getParams().getBenchmark().replaceFirst(".*\\.", "");
    double allocated = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
    report.below(method + ", " + rules, result.getPrimaryResult().getStatistics().getMin() / 1000, "us", GOAL_MICROS);
    if (method.equals("look") && rules.equals("quiet")) {
      if (allocated >= 1) {
        throw new IllegalStateException("a look at rules of which none matches allocates " + allocated + " bytes");
      }
      report.below("allocated by " + method + ", " + rules, allocated, "bytes", 1);
    } else {
      report.plain("allocated by " + method + ", " + rules, allocated, "bytes");
    }
  }
}
