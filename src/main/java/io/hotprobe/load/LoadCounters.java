package io.hotprobe.load;

import java.util.concurrent.atomic.LongAdder;

/** What a loader has done since it was made. Safe for any thread; {@link #read} is not one moment's picture. */
public final class LoadCounters {

  final LongAdder tried = new LongAdder();
  final LongAdder shared = new LongAdder();
  final LongAdder retried = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder spared = new LongAdder();

  /**
   * The counters at one time.
   *
   * @param tried modules that had their turn: handed to the kernel or a command, or found live then
   * @param shared turns of others that were waited for and shared
   * @param retried tries that were made again for a passing reason
   * @param failed turns after which a module was not there, and was to be
   * @param spared turns that did not ask the kernel again what it had answered a short while ago
   */
  public record Reading(long tried, long shared, long retried, long failed, long spared) {

    /** Name and value pairs on one line. */
    @Override
    public String toString() {
      return "loads-tried=" + tried + " shared=" + shared + " retried=" + retried + " failed=" + failed + " spared=" + spared;
    }
  }

  Reading read() {
    return new Reading(tried.sum(), shared.sum(), retried.sum(), failed.sum(), spared.sum());
  }
}
