package io.hotprobe.resolve;

import io.hotprobe.config.Command;
import io.hotprobe.config.Hook;
import io.hotprobe.config.ModprobeConfig;
import io.hotprobe.config.Softdep;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.Modules.State;
import io.hotprobe.module.UnloadOutcome;
import io.hotprobe.resolve.LoadPlan.Reason;
import io.hotprobe.resolve.RemovalPlan.Means;
import io.hotprobe.resolve.RemovalPlan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the plan that takes one module out: what a softdep wants after it, its holders if they are to go, itself, those of its
 * dependencies that nobody else uses then, and what a softdep wants before it. Used for one plan by one thread.
 *
 * <p>Every reference that the plan gives back counts, so a whole stack goes, where kmod looks at a dependency's use count too early and
 * leaves it.
 */
final class RemovalPlanner {

  private final Tables tables;
  private final Lookup lookup;
  private final RemovalRequest request;
  private final AliasHits hits = new AliasHits();
  private final Map<ModuleName, LiveModule> live = new HashMap<>();
  private final Map<ModuleName, Step> steps = new LinkedHashMap<>();
  private final Set<ModuleName> visited = new HashSet<>();
  private int depth;
  /** Why the module asked for, or a holder that is to go with it, stays. */
  private UnloadOutcome refusal;
  /** Whether a module that a softdep ties to it stays: nothing is taken out after that. */
  private boolean ended;

  RemovalPlanner(Tables tables, Lookup lookup, RemovalRequest request) {
    this.tables = tables;
    this.lookup = lookup;
    this.request = request;
    request.live().stream().filter(module -> module.state() != State.ABSENT).forEach(module -> live.put(module.name(), module));
  }

  Removal plan(Match match) {
    boolean bare = request.is(RemovalRequest.Manner.BARE);
    Optional<Means> command = bare ? Optional.empty() : command(match.module(), match.alias());
    if (command.isEmpty() && tables.tree().isBuiltin(match.module())) {
      return new Removal.Refused(new UnloadOutcome.Builtin(match.module()));
    }
    if (command.isEmpty() && !live.containsKey(match.module())) {
      return new Removal.Refused(new UnloadOutcome.NotLive(match.module()));
    }
    Reason reason = new LoadPlan.Matched(match);
    if (bare) {
      visited.add(match.module());
      takeOut(new Step(match.module(), new RemovalPlan.Delete(), Hooks.NONE, reason));
    } else {
      withSoftdeps(match, reason);
    }
    return refusal == null ? new RemovalPlan(List.copyOf(steps.values())) : new Removal.Refused(refusal);
  }

  private void withSoftdeps(Match match, Reason reason) {
    ModuleName module = match.module();
    Optional<Means> command = command(module, match.alias());
    if (ended || !visited.add(module) || command.isEmpty() && !live.containsKey(module)) {
      return;
    }
    Optional<Softdep> softdep = alone() ? Optional.empty() : tables.config().softdep(module);
    softdep.ifPresent(line -> softly(line.post(), new LoadPlan.SoftdepOf(module, false, line.at())));
    takeOut(new Step(module, command.orElseGet(RemovalPlan.Delete::new), hooks(module, match.alias()), reason));
    softdep.ifPresent(line -> softly(line.pre(), new LoadPlan.SoftdepOf(module, true, line.at())));
  }

  private boolean alone() {
    return request.is(RemovalRequest.Manner.ALONE);
  }

  private void softly(List<String> names, Reason reason) {
    if (depth == Planner.DEEPEST) {
      return;
    }
    depth++;
    List<Match> matches = new ArrayList<>();
    names.forEach(name -> matches.addAll(lookup.find(Modalias.of(name), hits)));
    for (int i = matches.size() - 1; i >= 0; i--) {
      withSoftdeps(matches.get(i), reason);
    }
    depth--;
  }

  private void takeOut(Step step) {
    if (ended) {
      return;
    }
    if (request.is(RemovalRequest.Manner.WITH_HOLDERS)) {
      holdersOf(step.module());
    }
    LiveModule own = live.get(step.module());
    Optional<UnloadOutcome> hindrance = step.means() instanceof RemovalPlan.Delete ? hindrance(own) : Optional.empty();
    if (hindrance.isPresent()) {
      stay(step, hindrance.get());
      return;
    }
    steps.putIfAbsent(step.module(), step);
    if (own != null && !alone()) {
      dependenciesOf(step.module());
    }
  }

  /** A module that cannot go: the one asked for makes the whole removal void, another ends it or, if so wished, is left out. */
  private void stay(Step step, UnloadOutcome why) {
    if (!(step.reason() instanceof LoadPlan.SoftdepOf)) {
      refusal = refusal == null ? why : refusal;
    } else if (!request.is(RemovalRequest.Manner.LEAVING_SOFTDEPS)) {
      steps.put(step.module(), new Step(step.module(), new RemovalPlan.Stay(why), Hooks.NONE, step.reason()));
      ended = true;
    }
  }

  /** Why a live module cannot go now. */
  private Optional<UnloadOutcome> hindrance(LiveModule own) {
    if (!own.removable() && !request.is(RemovalRequest.Manner.PERMANENT_TOO)) {
      return Optional.of(new UnloadOutcome.Permanent(own.name()));
    }
    return usersLeft(own) > 0 && !request.is(RemovalRequest.Manner.IN_USE_TOO)
        ? Optional.of(new UnloadOutcome.InUse(own.name(), holdersLeft(own)))
        : Optional.empty();
  }

  private void holdersOf(ModuleName module) {
    LiveModule own = live.get(module);
    for (ModuleName holder : own == null ? List.<ModuleName>of() : holdersLeft(own)) {
      if (visited.add(holder) && live.containsKey(holder)) {
        holdersOf(holder);
        Step step = new Step(holder, new RemovalPlan.Delete(), hooks(holder, null), new LoadPlan.HolderOf(module));
        hindrance(live.get(holder)).ifPresentOrElse(why -> stay(step, why), () -> steps.put(holder, step));
      }
    }
  }

  /** Deepest first, as modprobe goes through them, and again until no more of them is unused. */
  private void dependenciesOf(ModuleName module) {
    Optional<ModuleTree.Entry> entry = tables.tree().find(module);
    List<ModuleFile> files = entry.isPresent() ? entry.get().dependencies() : List.of();
    int before;
    do {
      before = steps.size();
      for (int i = files.size() - 1; i >= 0; i--) {
        dependency(files.get(i).name(), new LoadPlan.DependencyOf(module));
      }
    } while (steps.size() > before);
  }

  private void dependency(ModuleName module, Reason reason) {
    LiveModule own = live.get(module);
    boolean unused = own != null && own.removable() && usersLeft(own) == 0;
    if (unused && !steps.containsKey(module)) {
      steps.put(module, new Step(module, new RemovalPlan.Delete(), hooks(module, null), reason));
    }
  }

  /** References that the plan so far does not give back. */
  private int usersLeft(LiveModule module) {
    return module.refcount().orElse(0) - (module.holders().size() - holdersLeft(module).size());
  }

  private List<ModuleName> holdersLeft(LiveModule module) {
    return module.holders().stream().filter(holder -> !steps.containsKey(holder)).toList();
  }

  private Optional<Means> command(ModuleName module, String alias) {
    Optional<Command> line = tables.config().remove(module, alias);
    return line.map(found -> new RemovalPlan.Command(new LoadPlan.Command(found.command(), found.at())));
  }

  private Hooks hooks(ModuleName module, String alias) {
    ModprobeConfig config = tables.config();
    return Hooks.of(config.hooks(Hook.PRE_REMOVE, module, alias), config.hooks(Hook.POST_REMOVE, module, alias));
  }
}
