package io.hotprobe.pipeline;

import io.hotprobe.journal.Journal;
import io.hotprobe.load.Paced;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells of devices whose modules take long: a thread inside the kernel cannot be ended, but it can be named. The first few are named,
 * others counted. Looks only while turns are open, so it costs nothing when there is nothing to do.
 */
final class SlowTurns {

  /** A turn is slow after this long, and told again each time it has passed, in seconds. */
  static final long SLOW_SECONDS = 30;

  private final DeviceOrder order;
  private final Journal journal;
  private final Executor executor;
  private final long slowMillis;
  private final AtomicBoolean looking = new AtomicBoolean();

  SlowTurns(DeviceOrder order, Journal journal, Executor executor) {
    this(order, journal, executor, TimeUnit.SECONDS.toMillis(SLOW_SECONDS));
  }

  SlowTurns(DeviceOrder order, Journal journal, Executor executor, long slowMillis) {
    this.slowMillis = slowMillis;
    this.order = order;
    this.journal = journal;
    this.executor = executor;
  }

  /** A turn was started. */
  void watch() {
    if (looking.compareAndSet(false, true)) {
      later();
    }
  }

  private void later() {
    Paced.after(slowMillis, executor).execute(this::look);
  }

  private void look() {
    List<Turn> slow = order.startedBefore(System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(slowMillis));
    for (Turn turn : slow.subList(0, Math.min(slow.size(), Queues.LONGEST))) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - turn.startedNanos());
      journal.notice(
          System.Logger.Level.WARNING,
          turn.subject.action() + " " + turn.subject.devpath() + ": still being handled after " + seconds + " s; what is below this device waits");
    }
    if (slow.size() > Queues.LONGEST) {
      journal.notice(
          System.Logger.Level.WARNING,
          slow.size() - Queues.LONGEST + " more events are still being handled after " + TimeUnit.MILLISECONDS.toSeconds(slowMillis)
              + " s or wait for a thread to be; hotprobe status tells how many of each");
    }
    looking.set(false);
    if (order.open() > 0) {
      watch();
    }
  }
}
