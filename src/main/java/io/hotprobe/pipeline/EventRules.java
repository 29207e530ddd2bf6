package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled.Deeds;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.UnfinishedEvents;
import io.hotprobe.journal.UnfinishedEvents.Ticket;
import io.hotprobe.load.Loader;
import io.hotprobe.policy.Occasion;
import io.hotprobe.policy.Presence;
import io.hotprobe.policy.UeventFacts;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.rules.Glance;
import io.hotprobe.uevent.Uevent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** What rules make of uevents: whether there is something to do, and the work that does it. Safe for any thread. */
final class EventRules {

  private final Rules rules;
  private final Resolver resolver;
  private final Loader loader;
  private final Executor workers;
  private final Journal journal;
  private final Presence presence;
  private final BootPhase bootPhase = new BootPhase();
  private SecondTurns secondTurns;
  private volatile Function<byte[], Ticket> live = message -> Ticket.NONE;
  private volatile Function<byte[], Ticket> loading = message -> Ticket.NONE;

  /** Which time it is that a device has its turn. */
  enum Round {
    FIRST,
    /** Its modules could not all be loaded: only loads are tried again. */
    AGAIN
  }

  /** @param workers runs the work of events that takes more than loading */
  EventRules(Rules rules, Resolver resolver, Loader loader, Executor workers, Journal journal) {
    this(rules, resolver, loader, workers, journal, Presence.NONE);
  }

  /** @param presence what a policy can ask of the rest of the machine */
  EventRules(Rules rules, Resolver resolver, Loader loader, Executor workers, Journal journal, Presence presence) {
    this.presence = presence;
    this.rules = rules;
    this.resolver = resolver;
    this.loader = loader;
    this.workers = workers;
    this.journal = journal;
  }

  /** Whether there is something to do for every event. */
  boolean areForEveryEvent() {
    return rules.work().isForEveryEvent();
  }

  /** Whether sysfs has a device; true also when there is no sysfs to tell. */
  boolean isPresent(String devpath) {
    return rules.surroundings().sysfs().isPresent(devpath);
  }

  /** The time in which devices count as there at boot. */
  BootPhase bootPhase() {
    return bootPhase;
  }

  /** Who is to note the devices whose modules fail. To be called before the first event. */
  void use(SecondTurns turns) {
    secondTurns = turns;
  }

  /** The same work, and a note of the device, by the hash of its devpath, if its modules fail. */
  Work noting(Work work, long device) {
    return secondTurns == null ? work : secondTurns.noting(work, device);
  }

  Resolver resolver() {
    return resolver;
  }

  /** A new one for one thread. */
  Glance glance() {
    return new Glance(rules.surroundings().sysfs(), rules.surroundings().host());
  }

  /** What a policy can ask of the device of an event; a new one for one thread. */
  UeventFacts facts() {
    return new UeventFacts(rules.surroundings().sysfs(), presence);
  }

  /**
   * The first look at an event by the rules in force. Who does node work has something to do for every event; and a policy that asks what
   * else is present is asked on a worker, as that may take long.
   */
  Glance.Sight look(Glance glance, Uevent uevent) {
    if (rules.work().isForEveryEvent()) {
      return Glance.Sight.MORE;
    }
    glance.use(rules.book().program());
    Glance.Sight sight = glance.look(uevent);
    return sight == Glance.Sight.LOADS && resolver.policy().get().asksPresence() ? Glance.Sight.MORE : sight;
  }

  ModuleLoads loads(List<Resolution> resolutions) {
    return new ModuleLoads(resolutions, loader);
  }

  /** The work of an event that rules have more to do for than to load modules. */
  Work ruled(byte[] message, UeventSlot.Origin origin, Round round, Occasion occasion) {
    Work work = () -> CompletableFuture.supplyAsync(() -> handle(message, round, occasion), workers);
    return kept(work, origin == UeventSlot.Origin.LIVE ? live.apply(message) : loading.apply(message));
  }

  /** The same work, kept as the loading of modules for the device of an event until it is over. */
  Work kept(Work work, byte[] message) {
    return kept(work, loading.apply(message));
  }

  private Work kept(Work work, Ticket ticket) {
    if (ticket == Ticket.NONE) {
      return work;
    }
    return new Work() {
      @Override
      public CompletableFuture<Deeds> start() {
        return work.start().whenComplete((deeds, fault) -> ticket.done());
      }

      @Override
      public void over() {
        journal.onceKept(ticket::end);
      }
    };
  }

  /** Has events with work kept until they are handled. To be called before any comes. */
  void keep(UnfinishedEvents unfinished) {
    live = unfinished::begin;
    loading = unfinished::beginLoads;
  }

  private Deeds handle(byte[] message, Round round, Occasion occasion) {
    long edition = resolver.edition();
    ModuleRequests requests = new ModuleRequests(resolver, loader, workers, facts(), occasion);
    Deeds deeds = new RuledEvent(rules, requests, journal).handle(message, round);
    if (requests.anyUnclaimed() && secondTurns != null) {
      secondTurns.unclaimed(message, edition);
    }
    return deeds;
  }
}
