package io.hotprobe.pipeline;

import io.hotprobe.journal.Journal;
import io.hotprobe.load.Paced;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Has sysfs read again for devices whose modules failed for a passing reason, and go on failing beyond the retries of a load: after some
 * seconds, then after twice as long each time. Safe for any thread.
 */
final class LateTurns {

  /** Passes in a row; a failure after a long time without any begins anew. */
  static final int MOST = 10;

  /** Wait before the first, in milliseconds. */
  static final long FIRST_MILLIS = 5_000;

  /** Longest wait. */
  static final long LONGEST_MILLIS = 600_000;

  private final Runnable wantPass;
  private final Executor executor;
  private final Journal journal;
  private final long firstMillis;
  private int round;
  private boolean waiting;
  private long lastNanos;

  /** @param wantPass asks for a pass over sysfs; run on the executor */
  LateTurns(Runnable wantPass, Executor executor, Journal journal) {
    this(wantPass, executor, journal, FIRST_MILLIS);
  }

  LateTurns(Runnable wantPass, Executor executor, Journal journal, long firstMillis) {
    this.wantPass = wantPass;
    this.executor = executor;
    this.journal = journal;
    this.firstMillis = firstMillis;
    this.lastNanos = Paced.nanos(executor);
  }

  /** A device's modules failed for a passing reason. */
  synchronized void failed() {
    long now = Paced.nanos(executor);
    if (now - lastNanos > TimeUnit.MILLISECONDS.toNanos(2 * LONGEST_MILLIS)) {
      round = 0;
    }
    lastNanos = now;
    if (waiting || round > MOST) {
      return;
    }
    if (round == MOST) {
      round++;
      journal.notice(
          System.Logger.Level.WARNING,
          "loads go on failing for reasons that should pass: devices are not tried again until they are added anew or the module tree changes;"
              + " the messages of the loads say what is short");
      return;
    }
    waiting = true;
    long millis = Math.min(firstMillis << round, LONGEST_MILLIS);
    Paced.after(millis, executor).execute(this::pass);
  }

  private void pass() {
    synchronized (this) {
      waiting = false;
      round++;
      lastNanos = Paced.nanos(executor);
    }
    wantPass.run();
  }

  /** Tables have changed: what fails from now on fails for the first time. */
  synchronized void restart() {
    round = 0;
  }
}
