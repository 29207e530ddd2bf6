package io.hotprobe.resolve;

import io.hotprobe.config.Command;
import io.hotprobe.config.Softdep;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.resolve.LoadPlan.Means;
import io.hotprobe.resolve.LoadPlan.Reason;
import io.hotprobe.resolve.LoadPlan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the plan for some matches: kmod's order, and beside it the graph of what has to wait for what. Used for one plan by one
 * thread.
 */
final class Planner {

  /** Most steps of one plan; softdeps that would go beyond are left out. */
  static final int LARGEST_PLAN = 4096;

  private final Tables tables;
  private final Lookup lookup;
  private final AliasHits hits = new AliasHits();
  private final List<Step> steps = new ArrayList<>();
  private final Map<ModuleName, Integer> positions = new HashMap<>();
  private final Set<ModuleName> visited = new HashSet<>();
  private String extraOptions = "";
  private ModuleName wanted;

  Planner(Tables tables, Lookup lookup) {
    this.tables = tables;
    this.lookup = lookup;
  }

  /**
   * The plan that loads every match that is not blacklisted, one after the other.
   *
   * @param parameters of the caller, added to the options of the matched modules
   */
  LoadPlan plan(List<Match> matches, String parameters) {
    extraOptions = parameters;
    List<Integer> previous = List.of();
    for (Match match : matches) {
      if (!match.isBlacklisted()) {
        visited.clear();
        wanted = match.module();
        planWithDependencies(match.module(), match.alias(), new LoadPlan.Matched(match), previous);
        Integer position = positions.get(match.module());
        previous = position == null ? previous : List.of(position);
      }
    }
    return new LoadPlan(matches, steps);
  }

  private void planWithDependencies(ModuleName module, String alias, Reason reason, List<Integer> after) {
    if (!visited.add(module)) {
      return;
    }
    Optional<ModuleTree.Entry> entry = tables.tree().find(module);
    List<ModuleFile> dependencies = entry.isPresent() ? entry.get().dependencies() : List.of();
    for (int i = dependencies.size() - 1; i >= 0; i--) {
      ModuleName dependency = dependencies.get(i).name();
      planWithSoftdeps(dependency, null, new LoadPlan.DependencyOf(module), List.of());
    }
    planWithSoftdeps(module, alias, reason, after);
  }

  private void planWithSoftdeps(ModuleName module, String alias, Reason reason, List<Integer> after) {
    Optional<Softdep> softdep = tables.config().softdep(module);
    if (softdep.isEmpty()) {
      add(module, alias, reason, after, false);
      return;
    }
    List<Match> pre = matchesOf(softdep.get().pre());
    List<Match> post = matchesOf(softdep.get().post());
    List<Integer> follows = new ArrayList<>(after);
    for (Match match : pre) {
      Reason why = new LoadPlan.SoftdepOf(module, true, softdep.get().at());
      planWithDependencies(match.module(), match.alias(), why, List.of());
      Integer position = positions.get(match.module());
      if (position != null) {
        follows.add(position);
      }
    }
    int own = add(module, alias, reason, follows, !pre.isEmpty() || !post.isEmpty());
    for (Match match : post) {
      Reason why = new LoadPlan.SoftdepOf(module, false, softdep.get().at());
      planWithDependencies(match.module(), match.alias(), why, List.of(own));
    }
  }

  private List<Match> matchesOf(List<String> names) {
    List<Match> matches = new ArrayList<>();
    for (String name : names) {
      if (steps.size() + matches.size() < LARGEST_PLAN) {
        matches.addAll(lookup.find(Modalias.of(name), hits));
      }
    }
    return matches;
  }

  /** Adds a module's step unless it is there already; its position in both cases. */
  private int add(ModuleName module, String alias, Reason reason, List<Integer> follows, boolean withoutCommand) {
    Integer known = positions.get(module);
    if (known != null) {
      return known;
    }
    int position = steps.size();
    Optional<ModuleTree.Entry> entry = tables.tree().find(module);
    List<Integer> needs = new ArrayList<>();
    if (entry.isPresent()) {
      for (ModuleFile dependency : entry.get().dependencies()) {
        Integer needed = positions.get(dependency.name());
        if (needed != null) {
          needs.add(needed);
        }
      }
    }
    steps.add(
        new Step(module, meansOf(module, entry, withoutCommand), optionsOf(module, alias), needs, follows, reason));
    positions.put(module, position);
    return position;
  }

  private Means meansOf(ModuleName module, Optional<ModuleTree.Entry> entry, boolean withoutCommand) {
    if (tables.tree().isBuiltin(module)) {
      return new LoadPlan.Builtin();
    }
    Optional<Command> command = withoutCommand ? Optional.empty() : tables.config().install(module);
    if (command.isPresent()) {
      return new LoadPlan.Command(command.get().command(), command.get().at());
    }
    return entry.isPresent() ? new LoadPlan.Insert(entry.get().file()) : new LoadPlan.Missing();
  }

  private String optionsOf(ModuleName module, String alias) {
    String configured = tables.config().options(module, alias);
    if (!module.equals(wanted) || extraOptions.isEmpty()) {
      return configured;
    }
    return configured.isEmpty() ? extraOptions : configured + " " + extraOptions;
  }
}
