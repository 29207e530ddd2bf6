package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.load.Autoclean;
import io.hotprobe.load.CleanOutcome;
import io.hotprobe.pipeline.Pipeline;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes a pass of autoclean from time to time, on a thread of its own, while no device is being handled.
 *
 * <p>A module may be removed in the very moment in which a device comes that needs it as a dependency; that device's turn fails then.
 * So after removals there is a pass over sysfs, which gives devices whose turn failed another.
 */
final class AutocleanTimer {

  /** How long to wait until the devices taken in are handled, before a pass is put off; in milliseconds. */
  static final long QUIET_MILLIS = 60_000;

  /** How long {@link #join} waits for a removal under way, in milliseconds. */
  private static final long STOP_MILLIS = 10_000;

  private final Autoclean autoclean;
  private final Duration every;
  private final Pipeline pipeline;
  private final Journal journal;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "hotprobe-autoclean");
  private String told = "";

  AutocleanTimer(Autoclean autoclean, Duration every, Pipeline pipeline, Journal journal) {
    this.autoclean = autoclean;
    this.every = every;
    this.pipeline = pipeline;
    this.journal = journal;
    thread.setDaemon(true);
  }

  /** The first pass comes after one interval. */
  void start() {
    thread.start();
  }

  /** No removal begins after this. */
  void cease() {
    stopping.countDown();
  }

  /** Waits for a removal under way, within limits. */
  void join() {
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopping.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        pass();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass() throws InterruptedException {
    if (!pipeline.settle(QUIET_MILLIS)) {
      journal.notice(Level.INFO, "autoclean: put off, devices are still being handled");
      return;
    }
    if (isStopping()) {
      return;
    }
    List<CleanOutcome> outcomes = new ArrayList<>();
    try {
      autoclean.pass(this::mayRemove, outcome -> {
        tell(outcome);
        outcomes.add(outcome);
      });
      told = "";
    } catch (IOException failed) {
      tellOnce(failed.getMessage());
    } catch (RuntimeException fault) {
      tellOnce(fault.toString());
    }
    long removed = outcomes.stream().filter(CleanOutcome.Removed.class::isInstance).count();
    journal.notice(Level.DEBUG, "autoclean: pass over, removed " + removed + " of " + outcomes.size() + " modules");
    if (removed > 0 && pipeline.settle(QUIET_MILLIS) && !isStopping()) {
      pipeline.coldplug();
    }
  }

  private boolean mayRemove() {
    return !isStopping() && pipeline.isQuiet();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void tell(CleanOutcome outcome) {
    if (outcome instanceof CleanOutcome.Removed) {
      journal.notice(Level.INFO, "autoclean: " + outcome.text());
    } else if (outcome.bad()) {
      journal.notice(Level.WARNING, "autoclean: " + outcome.text());
    } else if (!(outcome instanceof CleanOutcome.Kept kept && kept.why() == CleanOutcome.Why.FOREIGN)) {
      journal.notice(Level.DEBUG, "autoclean: " + outcome.text());
    }
  }

  private void tellOnce(String problem) {
    if (!problem.equals(told)) {
      told = problem;
      journal.notice(Level.WARNING, "autoclean: pass not done: " + problem);
    }
  }
}
