package io.hotprobe.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hotprobe.config.ConfigSources;
import io.hotprobe.config.EmptyAlias;
import io.hotprobe.config.Probe;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.module.SourceLine;
import io.hotprobe.policy.DeviceFacts;
import io.hotprobe.policy.Policy;
import io.hotprobe.policy.PolicyBook;
import io.hotprobe.policy.Presence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Answers what is to be loaded for a modalias or name, from one generation of tables and configuration at a time.
 *
 * <p>Safe for any thread. A new generation replaces tables and cache together, so an answer never mixes two.
 */
public final class Resolver {

  /** Plan steps that the resolutions kept of one generation may have together. Only modaliases that some module claims get in. */
  public static final int CACHED_STEPS = 32_768;

  /** A changed tree is not read before it has been left alone for this long: depmod replaces its files one by one. */
  public static final long REST_MILLIS = 1_000;

  private final Renewal renewal;
  private final LongAdder planned = new LongAdder();
  private volatile Generation generation;
  private volatile PolicyBook policy = PolicyBook.of(Policy.NONE);
  private volatile DeviceFacts nobody = DeviceFacts.NONE;

  /** Tables of one moment with what was resolved from them; the cache is made when the first device asks. */
  private static final class Generation {
    private final long number;
    private final Tables tables;
    private final Lookup lookup;
    private volatile Cache<Modalias, Resolution> cache;

    Generation(long number, Tables tables) {
      this.number = number;
      this.tables = tables;
      this.lookup = new Lookup(tables);
    }

    Cache<Modalias, Resolution> cache() {
      Cache<Modalias, Resolution> made = cache;
      return made == null ? make() : made;
    }

    private synchronized Cache<Modalias, Resolution> make() {
      if (cache == null) {
        cache =
            Caffeine.newBuilder()
                .maximumWeight(CACHED_STEPS)
                .weigher((Modalias modalias, Resolution resolution) -> weight(resolution))
                .executor(Runnable::run)
                .build();
      }
      return cache;
    }
  }

  private static int weight(Resolution resolution) {
    return resolution instanceof LoadPlan plan ? 1 + plan.steps().size() : 1;
  }

  /** What became of a {@link #refresh}. */
  public enum Freshness {
    /** The files are as they were. */
    CURRENT,
    /** A new generation is in use. */
    REPLACED,
    /**
     * The files changed less than {@link #REST_MILLIS} ago as far as was looked, cannot be read or do not fit together: the old
     * generation stays in use, and it is worth asking again after that time.
     */
    KEPT
  }

  private Resolver(Renewal renewal, Tables tables) {
    this.renewal = renewal;
    this.generation = new Generation(1, tables);
  }

  /**
   * Reads the first generation.
   *
   * @param diagnostics told of whatever had to be read around, now and at every {@link #refresh}
   * @throws IOException if there is no module tree to read
   */
  public static Resolver open(Path moduleDirectory, ConfigSources config, Consumer<Diagnostic> diagnostics)
      throws IOException {
    return open(new Tables.Sources(moduleDirectory, config, Tables.NoTree.FAILURE), diagnostics, System::nanoTime);
  }

  /** As {@link #open}, but a module directory that is not there or was never indexed counts as one without modules. */
  public static Resolver openAnyway(Path moduleDirectory, ConfigSources config, Consumer<Diagnostic> diagnostics)
      throws IOException {
    return open(new Tables.Sources(moduleDirectory, config, Tables.NoTree.NO_MODULES), diagnostics, System::nanoTime);
  }

  static Resolver open(Tables.Sources sources, Consumer<Diagnostic> diagnostics, LongSupplier nanoTime) throws IOException {
    return new Resolver(new Renewal(sources, diagnostics, nanoTime), Tables.read(sources, diagnostics));
  }

  /**
   * Answers by a policy from now on.
   *
   * @param presence what it can ask of the machine when no device is in question
   */
  public void obey(PolicyBook book, Presence presence) {
    nobody = DeviceFacts.asked(presence);
    policy = book;
  }

  /** The policy by which it answers. */
  public PolicyBook policy() {
    return policy;
  }

  /** As {@link #resolve(Modalias, AliasHits, DeviceFacts)} when somebody asks who has no device. */
  public Resolution resolve(Modalias modalias, AliasHits hits) {
    return resolve(modalias, hits, nobody);
  }

  /**
   * What is to be loaded for a modalias. Allocates nothing when no module claims it, and does not ask the policy then. A blacklisted
   * module is denied here also when the device asks for it by its own name. What is cached is what the policy has not seen yet: it is
   * asked each time.
   *
   * @param modalias may be filled again afterwards
   * @param hits the caller's own
   * @param facts of the device; read during the call only
   */
  public Resolution resolve(Modalias modalias, AliasHits hits, DeviceFacts facts) {
    Generation current = generation;
    Resolution free = unrestricted(current, modalias, hits);
    return isFree(free) ? free : admit(current, free, new Request(modalias, PlanRequest.PLAIN, facts));
  }

  /** As {@link #resolve(Modalias, AliasHits, DeviceFacts)}, but no policy is asked. */
  public Resolution unrestricted(Modalias modalias, AliasHits hits) {
    return unrestricted(generation, modalias, hits);
  }

  /** Whether the policy has no say. */
  private boolean isFree(Resolution resolution) {
    return !(resolution instanceof LoadPlan) || policy.get().isEmpty();
  }

  private Resolution unrestricted(Generation current, Modalias modalias, AliasHits hits) {
    if (!modalias.valid()) {
      return Resolution.NO_MATCH;
    }
    Resolution cached = current.cache().getIfPresent(modalias);
    if (cached != null) {
      return cached;
    }
    List<Match> matches = current.lookup.findForDevice(modalias, hits);
    if (matches.isEmpty() && !current.lookup.knows(modalias)) {
      return Resolution.NO_MATCH;
    }
    return current.cache().get(modalias.copy(), wanted -> planned(current, wanted, matches));
  }

  /** Once for all threads that ask for it at the same time. */
  private Resolution planned(Generation current, Modalias wanted, List<Match> matches) {
    planned.increment();
    return resolve(current, wanted, matches, PlanRequest.PLAIN);
  }

  /** How many answers to modaliases were worked out, and not found in the cache; those that no module claims do not count. */
  public long planned() {
    return planned.sum();
  }

  /** Those of some matches that the policy puts before one of them, for somebody who asks without a device. */
  public List<Match> preferred(Match over, List<Match> among) {
    Policy said = policy.get();
    if (!said.prefers()) {
      return List.of();
    }
    Modalias asked = Modalias.of(over.alias() == null ? over.module().value() : over.alias());
    return among.stream().filter(each -> said.preference(each.module(), over.module(), asked, nobody).isPresent()).toList();
  }

  /** What is asked for, how, and by whom. */
  private record Request(Modalias asked, PlanRequest manner, DeviceFacts facts) {}

  private Resolution admit(Generation current, Resolution free, Request request) {
    if (isFree(free) || !(free instanceof LoadPlan plan)) {
      return free;
    }
    Gate gate = new Gate(current.tables, policy.get(), request.asked(), request.facts());
    Optional<Probe> probe = plan.wanted() == LoadPlan.Wanted.ANY ? current.lookup.probe(request.asked()) : Optional.empty();
    return gate.admit(plan, current.lookup, request.manner(), probe);
  }

  /** What is to be loaded for a name or modalias, with parameters for the modules that answer to it. */
  public Resolution resolve(String name, String parameters) {
    return resolve(name, PlanRequest.PLAIN.withParameters(parameters));
  }

  /** What is to be loaded for a name or modalias; a module asked for by its own name is not kept back by its blacklist line. */
  public Resolution resolve(String name, PlanRequest request) {
    Generation current = generation;
    Modalias wanted = Modalias.of(name);
    Resolution free = resolve(current, wanted, current.lookup.find(wanted, new AliasHits()), request);
    return admit(current, free, new Request(wanted, request, nobody));
  }

  private static Resolution resolve(Generation current, Modalias wanted, List<Match> matches, PlanRequest request) {
    Optional<Probe> probe = current.lookup.probe(wanted);
    if (probe.isPresent()) {
      return new Planner(current.tables, current.lookup, request).plan(probe.get());
    }
    if (!matches.isEmpty()) {
      return plan(current, matches, request);
    }
    Optional<EmptyAlias> empty = current.lookup.emptyAlias(wanted);
    return empty.isPresent() ? new Resolution.Empty(empty.get()) : Resolution.NO_MATCH;
  }

  /** The plan for one of {@link #matches}; {@code Denied} when it is blacklisted. */
  public Resolution resolve(Match match, PlanRequest request) {
    Generation current = generation;
    Modalias asked = Modalias.of(match.alias() == null ? match.module().value() : match.alias());
    return admit(current, plan(current, List.of(match), request), new Request(asked, request, nobody));
  }

  /** The modules that answer to a name or modalias, without a plan; the blacklist is not asked. */
  public List<Match> matches(Modalias modalias, AliasHits hits) {
    return generation.lookup.find(modalias, hits);
  }

  /** The line that makes the aliases of a module void. */
  public Optional<SourceLine> blacklist(ModuleName module) {
    return generation.tables.config().blacklist(module);
  }

  /** What is to be done to take out the module of one of {@link #matches}. */
  public Removal remove(Match match, RemovalRequest request) {
    Generation current = generation;
    return new RemovalPlanner(current.tables, current.lookup, request).plan(match);
  }

  /** The file of a module in the tree; empty when the release has none. */
  public Optional<ModuleFile> file(ModuleName module) {
    return generation.tables.tree().find(module).map(ModuleTree.Entry::file);
  }

  /** The line of the configuration by which a module is never to be removed for being unused. */
  public Optional<SourceLine> keep(ModuleName module) {
    return generation.tables.config().keep(module);
  }

  private static Resolution plan(Generation current, List<Match> matches, PlanRequest request) {
    for (Match match : matches) {
      if (!match.isBlacklisted()) {
        return new Planner(current.tables, current.lookup, request).plan(matches);
      }
    }
    return new Resolution.Denied(matches);
  }

  /** Another number whenever tables, configuration or policy are others: what was denied may be answered otherwise. */
  public long edition() {
    return generation.number * 1_000_003 + policy.number();
  }

  /** Counts the generations from 1. */
  public long generation() {
    return generation.number;
  }

  /** The directories in which a change may bring a new generation, present or not; that of the modules is the first. */
  public List<Path> directories() {
    return renewal.directories();
  }

  /**
   * Looks at the files; when they changed, two looks {@link #REST_MILLIS} apart saw the same, and they fit together, takes a new
   * generation. One thread at a time.
   */
  public synchronized Freshness refresh() {
    Generation current = generation;
    if (renewal.isCurrent(current.tables)) {
      return Freshness.CURRENT;
    }
    Optional<Tables> tables = renewal.tables(current.tables);
    if (tables.isEmpty()) {
      return Freshness.KEPT;
    }
    generation = new Generation(current.number + 1, tables.get());
    return Freshness.REPLACED;
  }
}
