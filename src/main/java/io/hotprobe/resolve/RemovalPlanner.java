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
 * <p>Every reference that the plan gives back counts, so a whole stack goes. Where modprobe looks at a dependency's use count too early,
 * that dependency stays.
 */
final class RemovalPlanner {

  private final Tables tables;
  private final Lookup lookup;
  private final RemovalRequest request;
  private final AliasHits hits = new AliasHits();
  private final Map<ModuleName, LiveModule> live = new HashMap<>();
  private final Map<ModuleName, Step> steps = new LinkedHashMap<>();
  private final Set<ModuleName> visited = new HashSet<>();
  private UnloadOutcome refusal;

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
    if (!visited.add(module) || command.isEmpty() && !live.containsKey(module)) {
      return;
    }
    Optional<Softdep> softdep = tables.config().softdep(module);
    softdep.ifPresent(line -> softly(line.post(), new LoadPlan.SoftdepOf(module, false, line.at())));
    takeOut(new Step(module, command.orElseGet(RemovalPlan.Delete::new), hooks(module, match.alias()), reason));
    softdep.ifPresent(line -> softly(line.pre(), new LoadPlan.SoftdepOf(module, true, line.at())));
  }

  private void softly(List<String> names, Reason reason) {
    List<Match> matches = new ArrayList<>();
    names.forEach(name -> matches.addAll(lookup.find(Modalias.of(name), hits)));
    for (int i = matches.size() - 1; i >= 0; i--) {
      withSoftdeps(matches.get(i), reason);
    }
  }

  private void takeOut(Step step) {
    if (request.is(RemovalRequest.Manner.WITH_HOLDERS)) {
      holdersOf(step.module());
    }
    LiveModule own = live.get(step.module());
    if (step.means() instanceof RemovalPlan.Delete && refuses(own)) {
      return;
    }
    steps.putIfAbsent(step.module(), step);
    if (own != null) {
      dependenciesOf(step.module());
    }
  }

  private boolean refuses(LiveModule own) {
    if (refusal == null && !own.removable() && !request.is(RemovalRequest.Manner.PERMANENT_TOO)) {
      refusal = new UnloadOutcome.Permanent(own.name());
    } else if (refusal == null && usersLeft(own) > 0 && !request.is(RemovalRequest.Manner.IN_USE_TOO)) {
      refusal = new UnloadOutcome.InUse(own.name(), holdersLeft(own));
    }
    return refusal != null;
  }

  private void holdersOf(ModuleName module) {
    LiveModule own = live.get(module);
    for (ModuleName holder : own == null ? List.<ModuleName>of() : holdersLeft(own)) {
      if (visited.add(holder) && live.containsKey(holder)) {
        holdersOf(holder);
        if (!refuses(live.get(holder))) {
          steps.put(holder, new Step(holder, new RemovalPlan.Delete(), hooks(holder, null), new LoadPlan.HolderOf(module)));
        }
      }
    }
  }

  private void dependenciesOf(ModuleName module) {
    Optional<ModuleTree.Entry> entry = tables.tree().find(module);
    for (ModuleFile file : entry.isPresent() ? entry.get().dependencies() : List.<ModuleFile>of()) {
      LiveModule dependency = live.get(file.name());
      boolean unused = dependency != null && dependency.removable() && usersLeft(dependency) == 0;
      if (unused && !steps.containsKey(file.name())) {
        Reason reason = new LoadPlan.DependencyOf(module);
        steps.put(file.name(), new Step(file.name(), new RemovalPlan.Delete(), hooks(file.name(), null), reason));
      }
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
