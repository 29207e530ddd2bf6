package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.resolve.Resolver;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads rules, policy, configuration and tables again while events go on: each event meets either the old or the new, and none is dropped.
 *
 * <p>Any thread. Of those who ask while one reload is under way, the first has another made after it, and all others share that.
 */
final class Reload {

  /** How long files that still change, as while depmod runs, are waited for, in milliseconds; then the old ones stay in use. */
  static final long PATIENCE_MILLIS = 10_000;

  private final RuleWatch rules;
  private final PolicyWatch policy;
  private final Resolver resolver;
  private final Pipeline pipeline;
  private final Journal journal;
  private final AtomicInteger asked = new AtomicInteger();

  Reload(RuleWatch rules, PolicyWatch policy, Resolver resolver, Pipeline pipeline, Journal journal) {
    this.rules = rules;
    this.policy = policy;
    this.resolver = resolver;
    this.pipeline = pipeline;
    this.journal = journal;
  }

  /** Reads them, and tells the manager before and after; returns when they are in force. */
  void run(Optional<Supervision> supervision) {
    if (asked.incrementAndGet() > 2) {
      asked.decrementAndGet();
      return;
    }
    synchronized (this) {
      try {
        supervision.ifPresent(Supervision::reloading);
        read();
      } finally {
        asked.decrementAndGet();
        supervision.ifPresent(Supervision::reloaded);
      }
    }
  }

  private void read() {
    rules.refresh();
    policy.refresh();
    try {
      tables();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      journal.notice(Level.ERROR, "module tree and configuration in force stay, those there are could not be read: " + fault);
    }
  }

  private void tables() throws InterruptedException {
    long before = resolver.generation();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    Resolver.Freshness freshness = resolver.refresh();
    while (freshness == Resolver.Freshness.KEPT && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(Resolver.REST_MILLIS);
      freshness = resolver.refresh();
    }
    if (freshness == Resolver.Freshness.KEPT) {
      journal.notice(Level.WARNING, "reload: module tree or configuration still change or cannot be read: those read before stay in use");
    } else if (resolver.generation() != before) {
      journal.notice(Level.INFO, "reload: module tree or configuration changed: using generation " + resolver.generation());
      pipeline.coldplug();
    } else {
      journal.notice(Level.INFO, "reload: module tree and configuration are as they were");
    }
  }
}
