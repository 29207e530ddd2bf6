package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Resolution;
import java.util.ArrayList;
import java.util.List;

/**
 * One uevent that leads to modules, from the match stage until they have their outcomes. Its order fields belong to
 * {@link DeviceOrder}.
 */
final class Turn {

  final long sequence;
  final long device;
  final String devpath;
  final long seqnum;
  final String subsystem;
  final String modalias;
  private final List<Resolution> resolutions;
  private final long receivedNanos;

  private volatile long startedNanos;
  private volatile boolean started;

  int waitsFor;
  boolean over;
  final List<Turn> waiting = new ArrayList<>();

  Turn(
      long sequence,
      long device,
      long seqnum,
      String devpath,
      String subsystem,
      String modalias,
      List<Resolution> resolutions,
      long receivedNanos) {
    this.sequence = sequence;
    this.device = device;
    this.seqnum = seqnum;
    this.devpath = devpath;
    this.subsystem = subsystem;
    this.modalias = modalias;
    this.resolutions = resolutions;
    this.receivedNanos = receivedNanos;
  }

  /** The plans to be carried out, one after the other. */
  List<LoadPlan> plans() {
    List<LoadPlan> plans = new ArrayList<>();
    for (Resolution resolution : resolutions) {
      if (resolution instanceof LoadPlan plan && !plan.isBuiltin()) {
        plans.add(plan);
      }
    }
    return plans;
  }

  /** Its turn has come. */
  void start() {
    startedNanos = System.nanoTime();
    started = true;
  }

  boolean isStarted() {
    return started;
  }

  /** When its turn came, by {@link System#nanoTime}; meaningless before. */
  long startedNanos() {
    return startedNanos;
  }

  /** Whether there is nothing to hand to the kernel. */
  boolean isIdle() {
    return plans().isEmpty();
  }

  /** How many of its resolutions are denied. */
  int denied() {
    int denied = 0;
    for (Resolution resolution : resolutions) {
      denied += resolution instanceof Resolution.Denied ? 1 : 0;
    }
    return denied;
  }

  /** Tells the journal what came of it. */
  void tell(Journal journal, List<LoadOutcome> outcomes) {
    journal.handled(
        new Handled(
            seqnum, devpath, subsystem, modalias, resolutions, outcomes, receivedNanos, startedNanos, System.nanoTime()));
  }
}
