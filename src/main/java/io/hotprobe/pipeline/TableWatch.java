package io.hotprobe.pipeline;

import io.hotprobe.journal.Journal;
import io.hotprobe.resolve.Resolver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks, when devices are added, whether module tree or configuration have changed. A new generation makes a pass over sysfs: devices
 * that nothing claimed before get their turn.
 *
 * <p>{@link #run} only looks at the clock; files are read on the executor, by one task at a time.
 */
final class TableWatch implements Runnable {

  /** Files are looked at this often at most, in nanoseconds. */
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Resolver resolver;
  private final Runnable replaced;
  private final Journal journal;
  private final Executor executor;
  private final AtomicLong nextLook = new AtomicLong(System.nanoTime() + INTERVAL_NANOS);

  TableWatch(Resolver resolver, Runnable replaced, Journal journal, Executor executor) {
    this.resolver = resolver;
    this.replaced = replaced;
    this.journal = journal;
    this.executor = executor;
  }

  /** A device was added. */
  @Override
  public void run() {
    long due = nextLook.get();
    long now = System.nanoTime();
    if (now - due >= 0 && nextLook.compareAndSet(due, Long.MAX_VALUE / 2 + now)) {
      executor.execute(this::look);
    }
  }

  private void look() {
    try {
      tell(resolver.refresh());
    } finally {
      nextLook.set(System.nanoTime() + INTERVAL_NANOS);
    }
  }

  private void tell(Resolver.Freshness freshness) {
    if (freshness == Resolver.Freshness.REPLACED) {
      journal.notice(System.Logger.Level.INFO, "module tree or configuration changed: using generation " + resolver.generation());
      replaced.run();
    } else if (freshness == Resolver.Freshness.KEPT) {
      CompletableFuture.delayedExecutor(Resolver.REST_MILLIS, TimeUnit.MILLISECONDS, executor).execute(this::look);
    }
  }
}
