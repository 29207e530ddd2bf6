package io.hotprobe.pipeline;

import io.hotprobe.journal.Journal;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** Tells of lost uevents: the first time at once, in a storm of overruns every so often what has come together. Confined to the reader. */
final class LossNotice {

  /** Between two lines, in seconds. */
  static final long REST_SECONDS = 10;

  private final Journal journal;
  private final long before;
  private long told;
  private long toldNanos;
  private boolean toldBefore;
  private long untold;
  private long dropped;

  /** @param before what the source's counter says at the start: an adopted socket goes on from what it lost under an earlier process */
  LossNotice(Journal journal, long before) {
    this.journal = journal;
    this.before = before;
    this.told = before;
  }

  /**
   * The receive buffer overran.
   *
   * @param droppedSoFar by the source's counter
   */
  void overrun(long droppedSoFar) {
    untold++;
    dropped = droppedSoFar;
    tellIfDue();
  }

  /** Milliseconds until there is something to tell; negative when there is nothing. */
  int dueMillis() {
    if (untold == 0) {
      return -1;
    }
    long left = TimeUnit.SECONDS.toNanos(REST_SECONDS) - (System.nanoTime() - toldNanos);
    return left <= 0 ? 0 : (int) TimeUnit.NANOSECONDS.toMillis(left) + 1;
  }

  /** Tells what is due. */
  void tellIfDue() {
    if (untold > 0 && (!toldBefore || dueMillis() == 0)) {
      tell();
    }
  }

  /** Tells what has not been told: nothing more is read. */
  void end() {
    if (untold > 0) {
      tell();
    }
  }

  private void tell() {
    String times = untold == 1 ? "the receive buffer overran" : "the receive buffer overran " + untold + " times";
    String earlier =
        toldBefore || before == 0 ? "" : "; " + before + " before this start, of which an earlier hotprobe told what it noticed";
    journal.notice(
        Level.WARNING,
        "uevents were lost (" + (dropped - told) + earlier + "): " + times + "; reading sysfs again to find what was missed;"
            + " if this comes often, a larger --receive-buffer helps, or --ignore for what nobody handles");
    told = dropped;
    untold = 0;
    toldBefore = true;
    toldNanos = System.nanoTime();
  }
}
