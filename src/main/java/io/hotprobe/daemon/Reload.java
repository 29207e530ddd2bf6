package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.resolve.Resolver;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads rules, policy, configuration and tables again while events go on: each event meets either the old or the new, and none is dropped.
 *
 * <p>Any thread. Who asks while a reload is under way shares the next one with all others who do.
 */
final class Reload {

  private final RuleWatch rules;
  private final PolicyWatch policy;
  private final Resolver resolver;
  private final Pipeline pipeline;
  private final Journal journal;
  private final AtomicLong asked = new AtomicLong();
  private long answered;
  private Reloaded latest;

  Reload(RuleWatch rules, PolicyWatch policy, Resolver resolver, Pipeline pipeline, Journal journal) {
    this.rules = rules;
    this.policy = policy;
    this.resolver = resolver;
    this.pipeline = pipeline;
    this.journal = journal;
  }

  /** Reads them, and tells the manager before and after; returns when they are in force, or those before stay. Blocks for seconds at most. */
  Reloaded run(Optional<Supervision> manager) throws InterruptedException {
    long number = asked.incrementAndGet();
    synchronized (this) {
      if (answered < number) {
        long upTo = asked.get();
        latest = read(manager);
        answered = upTo;
      }
      return latest;
    }
  }

  private Reloaded read(Optional<Supervision> manager) throws InterruptedException {
    manager.ifPresent(Supervision::reloading);
    try {
      Reloaded reloaded = new Reloaded(rules.refresh(), policy.refresh(), pipeline.reloadTables(), resolver.generation());
      journal.notice(Level.INFO, "reloaded: " + reloaded.text());
      return reloaded;
    } finally {
      manager.ifPresent(Supervision::reloaded);
    }
  }
}
