package io.hotprobe.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Uevents written as fast as the kernel takes them: how many a second are done with, next to systemd-udevd. Ends with an exception
 * when one was lost.
 */
public final class FloodComparison {

  private static final double GOAL = 40;
  private static final int EVENTS = 100_000;

  private final Path moduleDirectory;
  private final Path flood;
  private final List<Double> udevd = new ArrayList<>();
  private final List<Double> first = new ArrayList<>();
  private final List<Double> warm = new ArrayList<>();
  private final List<Double> adds = new ArrayList<>();
  private final List<Double> cpu = new ArrayList<>();
  private final List<Double> writes = new ArrayList<>();
  private String counters = "";

  private FloodComparison(Path moduleDirectory, Path flood) {
    this.moduleDirectory = moduleDirectory;
    this.flood = flood;
  }

  /**
   * Runs both, by turns so that both meet the machine in the same moods.
   *
   * @param args the module directory, the built {@code flood.c}, where results go, and {@code --quick} or nothing
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = args.length > 3 && args[3].equals("--quick") ? 1 : 3;
    FloodComparison comparison = new FloodComparison(Path.of(args[0]), Path.of(args[1]));
    for (int i = 0; i < runs; i++) {
      comparison.floodUdevd();
      comparison.floodHotprobe();
    }
    comparison.report(runs).write(Path.of(args[2]), "flood");
  }

  private void floodUdevd() throws IOException, InterruptedException {
    try (UdevdFlood peer = new UdevdFlood(flood)) {
      udevd.add(peer.rate(EVENTS));
    }
  }

  private void floodHotprobe() throws IOException, InterruptedException {
    try (HotprobeFlood hotprobe = new HotprobeFlood(flood, moduleDirectory)) {
      first.add(hotprobe.run("change", EVENTS).rate());
      HotprobeFlood.Reading reading = hotprobe.run("change", EVENTS);
      warm.add(reading.rate());
      writes.add(reading.writeRate());
      cpu.add(reading.cpuMicros());
      adds.add(hotprobe.run("add", EVENTS).rate());
      counters = hotprobe.counters().toString();
    }
  }

  private Report report(int runs) {
    Report report = new Report("A flood of uevents next to systemd-udevd");
    report.against("100,000 change uevents", Median.of(warm), Median.of(udevd), "uevents/s", false, GOAL);
    report.plain("the kernel takes meanwhile", Median.of(writes), "uevents/s");
    report.plain("hotprobe's processor time for one", Median.of(cpu), "us");
    report.plain("the first 100,000 of a fresh process", Median.of(first), "uevents/s");
    report.plain("100,000 add uevents: resolved, loads simulated", Median.of(adds), "uevents/s");
    report.note(
        "From the first write until the last uevent is handled, as told by hotprobe's counters and by `udevadm settle`; one writer, "
            + "medians of " + runs + " runs by turns. Counters of the last process: " + counters + ".");
    return report;
  }
}
