package io.hotprobe.journal;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.resolve.Resolution;
import java.util.List;

/**
 * One uevent that led to modules, and what came of it.
 *
 * @param seqnum the kernel's number, 0 from coldplug
 * @param modalias empty when the device has none and needs a module all the same
 * @param resolutions that of the modalias, then those of modules no modalias leads to
 * @param outcomes in the order of the plan's steps; empty when nothing was to be loaded
 * @param receivedNanos when the message was read, by {@link System#nanoTime}
 * @param startedNanos when its turn came
 * @param endedNanos when the last of its modules had its outcome
 */
public record Handled(
    long seqnum,
    String devpath,
    String subsystem,
    String modalias,
    List<Resolution> resolutions,
    List<LoadOutcome> outcomes,
    long receivedNanos,
    long startedNanos,
    long endedNanos) {

  public Handled {
    resolutions = List.copyOf(resolutions);
    outcomes = List.copyOf(outcomes);
  }
}
