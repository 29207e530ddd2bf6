package io.hotprobe.pipeline;

import io.hotprobe.journal.Journal;
import io.hotprobe.load.Paced;
import io.hotprobe.resolve.Resolver;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks, when devices are added and when it is told to, whether module tree or configuration have changed. A new generation makes a pass over sysfs: devices
 * that nothing claimed before get their turn.
 *
 * <p>{@link #run} only looks at the clock; files are read on the executor, by one task at a time.
 */
final class TableWatch implements Runnable {

  /** Files are looked at this often at most, in nanoseconds. */
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A look is under way; it sets the time of the next. */
  private static final long NEVER_NANOS = Long.MAX_VALUE / 2;

  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  /** How often {@link #lookNow} looks before it leaves it to the next device. */
  static final int LOOKS = 5;

  private final Resolver resolver;
  private final Runnable replaced;
  private final Journal journal;
  private final Executor executor;
  private volatile long pauseMillis = Resolver.REST_MILLIS;
  /** What was asked for before the latest number is done by that. */
  private final AtomicLong latest = new AtomicLong();
  private final AtomicLong nextLook;

  TableWatch(Resolver resolver, Runnable replaced, Journal journal, Executor executor) {
    this.resolver = resolver;
    this.replaced = replaced;
    this.journal = journal;
    this.executor = executor;
    nextLook = new AtomicLong(Paced.nanos(executor) + INTERVAL_NANOS);
  }

  /** A device was added. */
  @Override
  public void run() {
    long due = nextLook.get();
    long now = Paced.nanos(executor);
    if (now - due >= 0 && nextLook.compareAndSet(due, now + NEVER_NANOS)) {
      lookOn(executor, latest.incrementAndGet());
    }
  }

  /** Something may have changed. */
  void changed() {
    pauseMillis = Resolver.REST_MILLIS;
    lookOn(executor, latest.incrementAndGet());
  }

  private void lookOn(Executor on, long number) {
    try {
      on.execute(() -> look(number));
    } catch (RuntimeException | Error refused) {
      journal.notice(System.Logger.Level.ERROR, "could not look whether the tables changed: " + refused);
      nextLook.set(Paced.nanos(executor) + INTERVAL_NANOS);
    }
  }

  /** While tables are changing it looks again by itself, less and less often. */
  private void look(long number) {
    if (number != latest.get()) {
      return;
    }
    Resolver.Freshness freshness = refreshed();
    if (freshness == Resolver.Freshness.KEPT) {
      lookOn(Paced.after(pauseMillis, executor), number);
      pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
      return;
    }
    pauseMillis = Resolver.REST_MILLIS;
    nextLook.set(Paced.nanos(executor) + INTERVAL_NANOS);
    if (freshness == Resolver.Freshness.REPLACED) {
      tellReplaced();
    }
  }

  /**
   * Looks now, and again until the files have been left alone, {@value #LOOKS} times at most. Blocks that long.
   *
   * @return {@code KEPT} when they still change, or cannot be read, which was told then
   */
  Resolver.Freshness lookNow() throws InterruptedException {
    long before = resolver.generation();
    Resolver.Freshness freshness = refreshed();
    for (int looks = 1; freshness == Resolver.Freshness.KEPT && looks < LOOKS; looks++) {
      TimeUnit.MILLISECONDS.sleep(Resolver.REST_MILLIS);
      freshness = refreshed();
    }
    if (freshness == Resolver.Freshness.REPLACED) {
      tellReplaced();
    }
    return resolver.generation() > before ? Resolver.Freshness.REPLACED : freshness;
  }

  private void tellReplaced() {
    journal.notice(System.Logger.Level.INFO, "module tree or configuration changed: using generation " + resolver.generation());
    replaced.run();
  }

  private Resolver.Freshness refreshed() {
    try {
      return resolver.refresh();
    } catch (RuntimeException fault) {
      journal.notice(System.Logger.Level.ERROR, "could not look whether the tables changed: " + fault);
      return Resolver.Freshness.CURRENT;
    }
  }
}
