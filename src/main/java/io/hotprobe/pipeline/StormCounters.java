package io.hotprobe.pipeline;

import java.util.concurrent.atomic.LongAdder;

/** What became of uevents that were too many, lost, repeated or out of order. Safe for any thread. */
public final class StormCounters {

  final LongAdder resyncs = new LongAdder();
  final LongAdder absent = new LongAdder();
  final LongAdder ignored = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder coalesced = new LongAdder();
  final LongAdder crowded = new LongAdder();

  /**
   * The counters at one time.
   *
   * @param resyncs passes over sysfs after uevents were lost
   * @param absent devices that such a pass no longer met, and that got their {@code remove}
   * @param ignored uevents left out before they were parsed: by --ignore, or because no rule is for them; what the kernel left out for us
   *     it does not count
   * @param duplicates uevents that came a second time, and were left out
   * @param late uevents that came after one with a higher number
   * @param coalesced {@code change} uevents that said what the one waiting before them said, and were handled with it
   * @param crowded uevents passed over because {@link Jam#LIMIT} were waiting in their subtree
   */
  public record Reading(long resyncs, long absent, long ignored, long duplicates, long late, long coalesced, long crowded) {

    /** Name and value pairs on one line. */
    @Override
    public String toString() {
      return "resyncs=" + resyncs + " absent=" + absent + " ignored=" + ignored + " duplicates=" + duplicates + " late=" + late
          + " coalesced=" + coalesced + " crowded=" + crowded;
    }
  }

  Reading read() {
    return new Reading(resyncs.sum(), absent.sum(), ignored.sum(), duplicates.sum(), late.sum(), coalesced.sum(), crowded.sum());
  }
}
