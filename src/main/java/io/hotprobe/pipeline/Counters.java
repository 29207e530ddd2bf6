package io.hotprobe.pipeline;

import io.hotprobe.journal.Journal;
import java.util.concurrent.atomic.LongAdder;

/** What the pipeline has done since it was started. Safe for any thread; {@link #read} is not one moment's picture. */
public final class Counters {

  final LongAdder received = new LongAdder();
  final LongAdder coldplugged = new LongAdder();
  final LongAdder handled = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder unmatched = new LongAdder();
  final LongAdder denied = new LongAdder();
  final LongAdder planned = new LongAdder();
  final LongAdder known = new LongAdder();
  final LongAdder overruns = new LongAdder();
  final LongAdder ringFull = new LongAdder();
  final LongAdder orderFull = new LongAdder();
  final LongAdder faults = new LongAdder();
  final StormCounters storm = new StormCounters();

  /**
   * The counters at one time.
   *
   * @param received live uevents taken from the source
   * @param coldplugged uevents made from sysfs
   * @param handled of both, those that are done with, malformed ones included
   * @param malformed messages that are not uevents
   * @param unmatched devices added that no module claims
   * @param denied answers for added devices that are all blacklisted
   * @param planned devices added that got a load plan
   * @param known devices that a pass over sysfs met and that had had their turn
   * @param overruns times the source told that uevents were lost
   * @param dropped uevents lost, as counted by the source
   * @param refused messages the source refused
   * @param ringFull times the reader waited for a slot
   * @param orderFull times the reader waited because {@link DeviceOrder#LIMIT} turns were open
   * @param faults events at which hotprobe itself failed
   * @param storm what became of uevents that were too many, lost, repeated or out of order
   */
  public record Reading(
      long received,
      long coldplugged,
      long handled,
      long malformed,
      long unmatched,
      long denied,
      long planned,
      long known,
      long overruns,
      long dropped,
      long refused,
      long ringFull,
      long orderFull,
      long faults,
      StormCounters.Reading storm) {

    /** Name and value pairs on one line. */
    @Override
    public String toString() {
      return "received=" + received + " coldplugged=" + coldplugged + " handled=" + handled + " malformed=" + malformed
          + " unmatched=" + unmatched + " denied=" + denied + " planned=" + planned + " known=" + known
          + " overruns=" + overruns + " dropped=" + dropped + " refused=" + refused + " ring-full=" + ringFull
          + " order-full=" + orderFull + " faults=" + faults + " " + storm;
    }
  }

  /** Counts a fault of hotprobe's own and tells the first, the second, the fourth, the eighth...: a flood of them is no flood of lines. */
  void fault(Journal journal, String what) {
    faults.increment();
    long count = faults.sum();
    if (Long.bitCount(count) == 1) {
      journal.notice(System.Logger.Level.ERROR, what + " (" + count + " faults so far)");
    }
  }

  /** Their values now, with the two that the source keeps. */
  Reading read(long dropped, long refused) {
    return new Reading(
        received.sum(),
        coldplugged.sum(),
        handled.sum(),
        malformed.sum(),
        unmatched.sum(),
        denied.sum(),
        planned.sum(),
        known.sum(),
        overruns.sum(),
        dropped,
        refused,
        ringFull.sum(),
        orderFull.sum(),
        faults.sum(),
        storm.read());
  }
}
