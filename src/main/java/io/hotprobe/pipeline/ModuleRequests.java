package io.hotprobe.pipeline;

import io.hotprobe.load.Loader;
import io.hotprobe.load.Paced;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.policy.Occasion;
import io.hotprobe.policy.UeventFacts;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.rules.Builtin;
import io.hotprobe.uevent.Uevent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * The builtin {@code kmod load [NAME...]} for one uevent, and what came of it so far. While rules are evaluated it loads before it returns;
 * from the RUN list it only begins to. Confined to one thread at a time, which does the event's work.
 */
final class ModuleRequests implements Builtin {

  private final Resolver resolver;
  private final Loader loader;
  private final Executor thread;
  private final UeventFacts facts;
  private final Occasion occasion;
  private final List<Resolution> resolutions = new ArrayList<>();
  private final List<LoadOutcome> outcomes = new ArrayList<>();
  private CompletableFuture<Void> loads = CompletableFuture.completedFuture(null);
  private boolean unclaimed;

  /** @param thread the executor of the thread that does the work */
  ModuleRequests(Resolver resolver, Loader loader, Executor thread, UeventFacts facts, Occasion occasion) {
    this.resolver = resolver;
    this.loader = loader;
    this.thread = thread;
    this.facts = facts;
    this.occasion = occasion;
  }

  /** The event that wants them; to be told before the first is asked for. */
  void of(Uevent uevent) {
    facts.of(uevent, occasion);
  }

  /** Fails only on a subcommand other than {@code load}: that a module is missing or refused is no failure, as for udev. */
  @Override
  public Optional<Map<String, String>> run(Call call) {
    Optional<Map<String, String>> answer = begin(call);
    Paced.await(loads, thread);
    return answer;
  }

  /** As {@link #run}, but returns before {@link #loads} is done. */
  Optional<Map<String, String>> begin(Call call) {
    if (call.arguments().isEmpty() || !call.arguments().get(0).equals("load")) {
      return Optional.empty();
    }
    names(call.arguments(), call.property()).forEach(this::load);
    return Optional.of(Map.of());
  }

  private static List<String> names(List<String> arguments, UnaryOperator<String> property) {
    if (arguments.size() > 1) {
      return arguments.subList(1, arguments.size());
    }
    String modalias = property.apply("MODALIAS");
    return modalias == null ? List.of() : List.of(modalias);
  }

  private void load(String name) {
    Resolution resolution = resolver.resolve(Modalias.of(name), new AliasHits(), facts);
    if (resolution instanceof Resolution.NoMatch) {
      unclaimed = true;
      return;
    }
    resolutions.add(resolution);
    if (resolution instanceof LoadPlan plan && !plan.isBuiltin()) {
      loads = loads.thenCompose(done -> loader.load(plan)).thenAccept(outcomes::addAll);
    }
  }

  /** Done when all that was begun has ended; until then nothing else is to be asked. */
  CompletableFuture<Void> loads() {
    return loads;
  }

  /** Whether something was asked for that no module answers to. */
  boolean anyUnclaimed() {
    return unclaimed;
  }

  List<Resolution> resolutions() {
    return resolutions;
  }

  List<LoadOutcome> outcomes() {
    return outcomes;
  }
}
