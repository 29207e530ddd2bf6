package io.hotprobe.resolve;

import io.hotprobe.config.Probe;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.policy.DeviceFacts;
import io.hotprobe.policy.Policy;
import io.hotprobe.policy.Preference;
import io.hotprobe.policy.Verdict;
import io.hotprobe.resolve.Decision.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds one plan against the policy, for one device or name. Used once, by one thread. */
final class Gate implements Admission {

  private final Tables tables;
  private final Policy policy;
  private final Modalias asked;
  private final DeviceFacts facts;
  private final List<Decision> decisions = new ArrayList<>();
  private final Map<ModuleName, Optional<Verdict>> companions = new HashMap<>();
  private final Set<Decision> told = new HashSet<>();
  private final Set<ModuleName> judged = new HashSet<>();
  private final Set<ModuleName> refused = new HashSet<>();
  private final Map<ModuleName, List<ModuleName>> better = new HashMap<>();

  /** @param asked the modalias of the device, or the name that somebody asked for */
  Gate(Tables tables, Policy policy, Modalias asked, DeviceFacts facts) {
    this.tables = tables;
    this.policy = policy;
    this.asked = asked;
    this.facts = facts;
  }

  /**
   * What is left of a plan.
   *
   * @param probe what the plan was made for; empty when it was made for its matches
   */
  Resolution admit(LoadPlan plan, Lookup lookup, PlanRequest request, Optional<Probe> probe) {
    if (plan.isBuiltin()) {
      return plan;
    }
    List<Match> open = plan.matches().stream().filter(match -> !match.isBlacklisted()).toList();
    open.forEach(this::judge);
    if (open.stream().noneMatch(this::claim)) {
      return new Resolution.Denied(plan.matches(), decisions);
    }
    if (probe.isEmpty() && policy.prefers()) {
      rank(open.stream().filter(this::claim).map(Match::module).distinct().toList());
    }
    boolean whole = refused.isEmpty() && better.isEmpty() && plan.steps().stream().noneMatch(this::isRefusedCompanion);
    if (whole) {
      return decisions.isEmpty() ? plan : plan.with(decisions);
    }
    Planner planner = new Planner(tables, lookup, request, this);
    LoadPlan rest = probe.isPresent() ? planner.plan(probe.get()) : planner.plan(plan.matches());
    return new LoadPlan(plan.matches(), rest.steps(), plan.wanted(), decisions);
  }

  private void judge(Match match) {
    ModuleName module = match.module();
    if (tables.tree().isBuiltin(module) || !judged.add(module)) {
      return;
    }
    Optional<Verdict> verdict = policy.ofClaim(module, asked, facts);
    verdict.ifPresent(said -> decisions.add(new Decision(module, Part.CLAIM, module, said)));
    boolean denied = verdict.isPresent() && verdict.get().refuses();
    if (denied || !dependencies(module)) {
      refused.add(module);
    }
  }

  /** Whether all that a module needs may be loaded. */
  private boolean dependencies(ModuleName module) {
    Optional<ModuleTree.Entry> entry = tables.tree().find(module);
    boolean admitted = true;
    for (ModuleFile dependency : entry.isPresent() ? entry.get().dependencies() : List.<ModuleFile>of()) {
      admitted &= companion(dependency.name(), Part.DEPENDENCY, module);
    }
    return admitted;
  }

  /** Whether a module that another needs or wants may be loaded; tells what is notable. */
  private boolean companion(ModuleName module, Part part, ModuleName of) {
    Optional<Verdict> verdict = companions.computeIfAbsent(module, unseen -> policy.ofCompanion(unseen, asked, facts));
    if (verdict.isPresent() && verdict.get().isNotable()) {
      Decision decision = new Decision(module, part, of, verdict.get());
      if (told.add(decision)) {
        decisions.add(decision);
      }
    }
    return verdict.isEmpty() || !verdict.get().refuses();
  }

  private boolean isRefusedCompanion(LoadPlan.Step step) {
    if (step.reason() instanceof LoadPlan.SoftdepOf softdep) {
      return !softdep(step.module(), softdep.module());
    }
    return false;
  }

  @Override
  public boolean claim(Match match) {
    return !refused.contains(match.module());
  }

  @Override
  public boolean softdep(ModuleName module, ModuleName of) {
    return tables.tree().isBuiltin(module) || companion(module, Part.SOFTDEP, of) && dependencies(module);
  }

  private void rank(List<ModuleName> rivals) {
    for (ModuleName worse : rivals) {
      for (ModuleName first : rivals) {
        Optional<Preference> line = policy.preference(first, worse, asked, facts);
        if (line.isPresent()) {
          better.computeIfAbsent(worse, unseen -> new ArrayList<>()).add(first);
          decisions.add(new Decision(worse, Part.FALLBACK, first, line.get().verdict()));
        }
      }
    }
  }

  @Override
  public List<ModuleName> better(Match match) {
    return better.getOrDefault(match.module(), List.of());
  }

  @Override
  public List<Match> inOrder(List<Match> fallbacks) {
    return fallbacks.stream().sorted(Comparator.comparingInt(match -> better(match).size())).toList();
  }
}
