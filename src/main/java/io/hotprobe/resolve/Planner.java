package io.hotprobe.resolve;

import io.hotprobe.config.Command;
import io.hotprobe.config.Hook;
import io.hotprobe.config.ModprobeConfig;
import io.hotprobe.config.Probe;
import io.hotprobe.config.Softdep;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.resolve.LoadPlan.Reason;
import io.hotprobe.resolve.LoadPlan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the plan for some matches: kmod's order, and beside it the graph of what has to wait for what. Used for one plan by one
 * thread.
 */
final class Planner {

  /** Most steps of one plan; softdeps that would go beyond are left out. */
  static final int LARGEST_PLAN = 4096;

  /** Most softdeps one after the other that lead to a module; those of deeper ones are left out. */
  static final int DEEPEST = 256;

  private final Tables tables;
  private final Lookup lookup;
  private final PlanRequest request;
  private final AliasHits hits = new AliasHits();
  private final List<Step> steps = new ArrayList<>();
  private final Map<ModuleName, Integer> positions = new HashMap<>();
  private final Set<Visit> visited = new HashSet<>();
  private int depth;
  private List<Integer> alternatives = List.of();
  private ModuleName wanted;
  private final Admission admission;

  /** What kmod holds for one thing: a module reached by an alias is another than the same module reached by its name. */
  private record Visit(ModuleName module, String alias) {}

  Planner(Tables tables, Lookup lookup, PlanRequest request) {
    this(tables, lookup, request, Admission.ALL);
  }

  /** @param admission what may be in the plan */
  Planner(Tables tables, Lookup lookup, PlanRequest request, Admission admission) {
    this.tables = tables;
    this.lookup = lookup;
    this.request = request;
    this.admission = admission;
  }

  /** The plan that loads every match that is not blacklisted, one after the other; those that are only alternatives to others last. */
  LoadPlan plan(List<Match> matches) {
    List<Match> fallbacks = matches.stream().filter(match -> !admission.better(match).isEmpty()).toList();
    List<Integer> previous = take(matches.stream().filter(match -> !fallbacks.contains(match)).toList(), List.of());
    for (Match fallback : admission.inOrder(fallbacks)) {
      alternatives = admission.better(fallback).stream().map(positions::get).filter(Objects::nonNull).toList();
      previous = take(List.of(fallback), previous);
    }
    return new LoadPlan(matches, steps, LoadPlan.Wanted.ALL);
  }

  /** The plan that tries what a name stands for, all of it or until the first that becomes usable. */
  LoadPlan plan(Probe probe) {
    List<Match> all = new ArrayList<>();
    List<Integer> previous = List.of();
    for (String name : probe.modules()) {
      List<Match> matches = matchesOf(List.of(name));
      all.addAll(matches);
      previous = take(matches, previous);
      if (probe.until() == Probe.Until.FIRST && !alternatives.containsAll(previous)) {
        alternatives = joined(alternatives, previous);
      }
    }
    return new LoadPlan(all, steps, LoadPlan.Wanted.ANY);
  }

  /** Adds what loads the matches, each after the one before it; the position of the last. */
  private List<Integer> take(List<Match> matches, List<Integer> after) {
    List<Integer> previous = after;
    for (Match match : matches) {
      if (!match.isBlacklisted() && admission.claim(match)) {
        visited.clear();
        wanted = match.module();
        planWithDependencies(match.module(), match.alias(), new LoadPlan.Matched(match), previous);
        Integer position = positions.get(match.module());
        previous = position == null ? previous : List.of(position);
      }
    }
    return previous;
  }

  private void planWithDependencies(ModuleName module, String alias, Reason reason, List<Integer> after) {
    if (!visited.add(new Visit(module, alias))) {
      return;
    }
    depth++;
    Optional<ModuleTree.Entry> entry = tables.tree().find(module);
    List<ModuleFile> dependencies = entry.isPresent() ? entry.get().dependencies() : List.of();
    for (int i = dependencies.size() - 1; i >= 0; i--) {
      ModuleName dependency = dependencies.get(i).name();
      planWithSoftdeps(dependency, null, new LoadPlan.DependencyOf(module), List.of());
    }
    if (reason instanceof LoadPlan.Matched && request.is(PlanRequest.Manner.BARE)) {
      add(module, alias, reason, after, Own.NOTHING);
    } else {
      planWithSoftdeps(module, alias, reason, after);
    }
    depth--;
  }

  private void planWithSoftdeps(ModuleName module, String alias, Reason reason, List<Integer> after) {
    Optional<Softdep> softdep = tables.config().softdep(module);
    if (softdep.isEmpty()) {
      add(module, alias, reason, after, Own.ALL);
      return;
    }
    List<Match> pre = softdepsOf(module, softdep.get().pre());
    List<Match> post = softdepsOf(module, softdep.get().post());
    List<Integer> follows = new ArrayList<>(after);
    for (Match match : pre) {
      Reason why = new LoadPlan.SoftdepOf(module, true, softdep.get().at());
      planWithDependencies(match.module(), match.alias(), why, List.of());
      Integer position = positions.get(match.module());
      if (position != null) {
        follows.add(position);
      }
    }
    boolean commandStands = pre.isEmpty() && post.isEmpty() || tables.config().modulesConf().isPresent();
    int own = add(module, alias, reason, follows, commandStands ? Own.ALL : Own.HOOKS);
    for (Match match : post) {
      Reason why = new LoadPlan.SoftdepOf(module, false, softdep.get().at());
      planWithDependencies(match.module(), match.alias(), why, List.of(own));
    }
  }

  private List<Match> softdepsOf(ModuleName module, List<String> names) {
    List<Match> matches = matchesOf(names);
    matches.removeIf(match -> !admission.softdep(match.module(), module));
    return matches;
  }

  private List<Match> matchesOf(List<String> names) {
    List<Match> matches = new ArrayList<>();
    for (String name : names) {
      if (depth <= DEEPEST && steps.size() + matches.size() < LARGEST_PLAN) {
        matches.addAll(lookup.find(Modalias.of(name), hits));
      }
    }
    return matches;
  }

  /** Which commands of a module's own count for its step. */
  private enum Own {
    ALL,
    /** All but the install command, as in kmod for a module that has softdeps; modutils had no such rule. */
    HOOKS,
    NOTHING
  }

  /** Adds a module's step, unless it is there already and repeats are not wanted; its position in both cases. */
  private int add(ModuleName module, String alias, Reason reason, List<Integer> follows, Own own) {
    Integer known = positions.get(module);
    if (known != null && !request.is(PlanRequest.Manner.REPEATS) || steps.size() >= LARGEST_PLAN) {
      wantAnyway(known);
      return known == null ? 0 : known;
    }
    Optional<ModuleTree.Entry> entry = tables.tree().find(module);
    LoadPlan.Order order = new LoadPlan.Order(needsOf(entry), joined(follows, alternatives), alternatives);
    int position = steps.size();
    steps.add(
        new Step(module, meansOf(module, alias, entry, own), optionsOf(module, alias), hooksOf(module, alias, own), order, reason));
    positions.putIfAbsent(module, position);
    return position;
  }

  /** A step that was to be taken unless another succeeds is needed without that condition, too. */
  private void wantAnyway(Integer position) {
    if (position != null && !alternatives.containsAll(steps.get(position).order().unless())) {
      Step step = steps.get(position);
      LoadPlan.Order order = new LoadPlan.Order(step.order().needs(), step.order().follows(), List.of());
      steps.set(position, new Step(step.module(), step.means(), step.options(), step.hooks(), order, step.reason()));
    }
  }

  private List<Integer> needsOf(Optional<ModuleTree.Entry> entry) {
    List<Integer> needs = new ArrayList<>();
    for (ModuleFile dependency : entry.isPresent() ? entry.get().dependencies() : List.<ModuleFile>of()) {
      Integer needed = positions.get(dependency.name());
      if (needed != null) {
        needs.add(needed);
      }
    }
    return needs;
  }

  private LoadPlan.Means meansOf(ModuleName module, String alias, Optional<ModuleTree.Entry> entry, Own own) {
    if (tables.tree().isBuiltin(module)) {
      return new LoadPlan.Builtin();
    }
    Optional<Command> command = own == Own.ALL ? tables.config().install(module, alias) : Optional.empty();
    if (command.isPresent()) {
      return new LoadPlan.Command(command.get().command(), command.get().at());
    }
    return entry.isPresent() ? new LoadPlan.Insert(entry.get().file()) : new LoadPlan.Missing();
  }

  private Hooks hooksOf(ModuleName module, String alias, Own own) {
    ModprobeConfig config = tables.config();
    return own == Own.NOTHING
        ? Hooks.NONE
        : Hooks.of(config.hooks(Hook.PRE_INSTALL, module, alias), config.hooks(Hook.POST_INSTALL, module, alias));
  }

  private String optionsOf(ModuleName module, String alias) {
    String configured = tables.config().options(module, alias);
    if (!module.equals(wanted) || request.parameters().isEmpty()) {
      return configured;
    }
    return configured.isEmpty() ? request.parameters() : configured + " " + request.parameters();
  }

  private static List<Integer> joined(List<Integer> some, List<Integer> more) {
    if (more.isEmpty()) {
      return some;
    }
    List<Integer> joined = new ArrayList<>(some);
    joined.addAll(more);
    return joined;
  }
}
