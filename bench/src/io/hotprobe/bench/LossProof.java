package io.hotprobe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A million uevents at the kernel's full speed into a reader that is too slow, real devices coming and going meanwhile: uevents are lost, and
 * at the end what hotprobe knows is what sysfs has. Ends with an exception when it is not.
 */
public final class LossProof {

  private static final int EVENTS = 1_000_000;
  private static final int QUICK = 100_000;
  private static final int RECEIVE_BUFFER = 64 << 10;
  private static final long DELAY_NANOS = 20_000;

  private LossProof() {}

  /**
   * Runs it.
   *
   * @param args the module directory (not used), the built {@code flood.c}, where results go, and {@code --quick} or nothing
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int events = args.length > 3 && args[3].equals("--quick") ? QUICK : EVENTS;
    Path scratch = Files.createTempDirectory("hotprobe-loss");
    try (LossRun run = new LossRun(scratch, RECEIVE_BUFFER, DELAY_NANOS); Flood flood = Flood.prepare(Path.of(args[1]), "change", events)) {
      Flood.Written[] written = new Flood.Written[1];
      LossRun.Outcome outcome = run.run(() -> written[0] = flood.write());
      check(outcome, run);
      report(events, written[0], outcome, run).write(Path.of(args[2]), "loss");
    }
  }

  private static void check(LossRun.Outcome outcome, LossRun run) {
    boolean right = outcome.missing().isEmpty() && outcome.extra().isEmpty() && outcome.late().isEmpty() && outcome.wrong().isEmpty() && outcome.counters().faults() == 0;
    if (!right) {
      throw new IllegalStateException("wrong answer: " + outcome + " " + run.notices());
    }
    if (outcome.counters().overruns() == 0 || outcome.counters().storm().resyncs() == 0) {
      throw new IllegalStateException("nothing was lost, so nothing was shown: " + outcome.counters());
    }
  }

  private static Report report(int events, Flood.Written written, LossRun.Outcome outcome, LossRun run) {
    Report report = new Report("Uevents lost in a flood, and what is known afterwards");
    report.plain("uevents written", events, "uevents");
    report.plain("the kernel takes", events * 1e9 / written.nanos(), "uevents/s");
    report.plain("real devices plugged meanwhile, of three devices each", outcome.plugged(), "");
    report.plain("overruns", outcome.counters().overruns(), "");
    report.plain("uevents lost, by the socket's counter", outcome.counters().dropped(), "uevents");
    report.plain("passes over sysfs that followed", outcome.counters().storm().resyncs(), "");
    report.plain("removes that such a pass made up for", outcome.counters().storm().absent(), "");
    report.below("devices in sysfs that are not known at the end", outcome.missing().size(), "devices", 1);
    report.below("devices known at the end that sysfs has not", outcome.extra().size(), "devices", 1);
    report.below("devices not handled once more", outcome.late().size(), "devices", 1);
    report.below("devices that a pass added or removed although that was known", outcome.wrong().size(), "devices", 1);
    report.plain("from the last write until all is known and handled", outcome.millis(), "ms");
    report.plain("lines in the log about it", run.notices().stream().filter(line -> line.contains("lost")).count(), "lines");
    report.note(
        "Receive buffer " + RECEIVE_BUFFER + " bytes, and " + DELAY_NANOS / 1000 + " us of delay for each message; everything is handled, as"
            + " for --manage-nodes. Counters at the end: " + outcome.counters() + ".");
    return report;
  }
}
