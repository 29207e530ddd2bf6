package io.hotprobe.cli;

import io.hotprobe.load.SerialLoader;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.resolve.Decision;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.LoadPlan.Step;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.PlanRequest;
import io.hotprobe.resolve.Resolution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** modprobe's way of inserting: the matches of a name one after the other, each by a plan of its own. */
final class ModuleInsertion {

  /** What is done otherwise than by default. */
  enum Manner {
    /** The plan is shown as if nothing were live, and nothing is done. */
    SHOW,
    /** Nothing is done, as the ports know; that a module has no file is then no failure. */
    DRY_RUN,
    /** Each step is shown as it is taken. */
    TELL,
    /** That a module is live already is a failure. */
    FIRST_TIME,
    /** A module asked for by its own name can be blacklisted too. */
    BLACKLIST,
    /** Install command, hooks and softdeps of the modules asked for do not count. */
    BARE
  }

  private final ModprobeRun run;
  private final Set<Manner> manners;
  private final SerialLoader loader;
  private final Consumer<String> refusals;

  /**
   * A way of inserting.
   *
   * @param ignored what the kernel shall not check
   * @param refusals told of what the policy does not let in
   */
  ModuleInsertion(ModprobeRun run, Set<Manner> manners, Set<Modules.Check> ignored, Consumer<String> refusals) {
    this.refusals = refusals;
    this.run = run;
    this.manners = manners;
    this.loader = new SerialLoader(run.ports().modules(), run.ports().commands(), ignored);
  }

  /**
   * Inserts what {@code named} stands for; there must be something.
   *
   * @return the exit code that the last match would give alone
   */
  int insert(NamedModules named, String parameters) {
    PlanRequest request = request(parameters);
    if (named.isProbe()) {
      Resolution resolution = run.resolver().resolve(ByteText.of(named.word()), request);
      return resolution instanceof LoadPlan plan ? carryOut(plan, named, named.word(), request) : refused(resolution, named.word());
    }
    int status = KmodTool.DONE;
    List<Match> there = new ArrayList<>();
    for (Match match : bestFirst(named.matches())) {
      if (!Collections.disjoint(run.resolver().preferred(match, named.matches()), there)) {
        run.log().notice(match.module() + " is not needed, a module that the policy prefers serves");
        continue;
      }
      status = insert(match, named, request);
      if (status == KmodTool.DONE && !match.isBlacklisted()) {
        there.add(match);
      }
    }
    return status;
  }

  /** Those that the policy puts behind others come after them. */
  private List<Match> bestFirst(List<Match> matches) {
    return matches.stream().sorted(Comparator.comparingInt(match -> run.resolver().preferred(match, matches).size())).toList();
  }

  private PlanRequest request(String parameters) {
    PlanRequest request = PlanRequest.PLAIN.withParameters(parameters);
    request = manners.contains(Manner.BARE) ? request.in(PlanRequest.Manner.BARE) : request;
    return manners.contains(Manner.SHOW) || manners.contains(Manner.DRY_RUN) ? request.in(PlanRequest.Manner.REPEATS) : request;
  }

  private int insert(Match match, NamedModules named, PlanRequest request) {
    ModuleName module = match.module();
    if (!manners.contains(Manner.SHOW) && isLive(module)) {
      return present(module);
    }
    if (manners.contains(Manner.BLACKLIST) && run.resolver().blacklist(module).isPresent()) {
      return KmodTool.DONE;
    }
    Resolution resolution = named.plan(match, run.resolver(), request);
    return resolution instanceof LoadPlan plan ? carryOut(plan, named, module.value(), request) : refused(resolution, module.value());
  }

  /** The exit code for what is blacklisted, which is no failure, or denied by the policy. */
  private int refused(Resolution resolution, String asked) {
    resolution.decisions().stream().filter(Decision::refuses).forEach(decision -> refusals.accept(refusal(asked, decision)));
    return resolution.isRestricted() ? KmodTool.FAILED : KmodTool.DONE;
  }

  private static String refusal(String asked, Decision decision) {
    return "could not insert '" + asked + "': " + decision.text() + "; --no-policy goes by none";
  }

  /** What the policy has to say of a plan that it lets in. */
  private void tellDecisions(LoadPlan plan) {
    for (Decision decision : plan.decisions()) {
      if (decision.isNotable()) {
        run.log().warning(decision.text());
      } else {
        run.log().notice(decision.text());
      }
    }
  }

  private int carryOut(LoadPlan plan, NamedModules named, String asked, PlanRequest request) {
    if (manners.contains(Manner.SHOW)) {
      plan.steps().stream()
          .filter(step -> !(step.means() instanceof LoadPlan.Missing))
          .forEach(step -> run.say(line(step, plan, request)));
      return KmodTool.DONE;
    }
    tellDecisions(plan);
    List<LoadOutcome> outcomes = loader.load(plan, step -> tell(step, plan, request));
    run.loaded().accept(outcomes, named.word());
    boolean dry = manners.contains(Manner.DRY_RUN);
    if (new InsertionReport(run.log(), plan, outcomes).tell(asked, dry ? run.log()::warning : run.log()::error)) {
      return present(plan, outcomes);
    }
    return dry ? KmodTool.DONE : KmodTool.FAILED;
  }

  /** Shows a step that changes something, its hooks included. */
  private void tell(Step step, LoadPlan plan, PlanRequest request) {
    boolean idle = step.means() instanceof LoadPlan.Builtin || step.means() instanceof LoadPlan.Missing || isLive(step.module());
    if (manners.contains(Manner.TELL) && !idle) {
      step.hooks().before().forEach(hook -> run.say("pre-install " + hook.text()));
      run.say(line(step, plan, request));
      step.hooks().after().forEach(hook -> run.say("post-install " + hook.text()));
    }
  }

  /** The step as kmod writes it: with a blank after options of the configuration also when no others follow. */
  private static String line(Step step, LoadPlan plan, PlanRequest request) {
    boolean own = plan.matches().stream().anyMatch(match -> match.module().equals(step.module()));
    boolean others = own && !request.parameters().isEmpty();
    return step.line() + (others || step.options().isEmpty() ? "" : " ");
  }

  private boolean isLive(ModuleName module) {
    return run.ports().modules().state(module) == Modules.State.LIVE;
  }

  /** The exit code of a plan that succeeded: whether it had anything to do may matter. */
  private int present(LoadPlan plan, List<LoadOutcome> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      LoadOutcome outcome = outcomes.get(i);
      boolean before = outcome instanceof LoadOutcome.AlreadyLive || outcome instanceof LoadOutcome.Builtin;
      if (before && plan.steps().get(i).reason() instanceof LoadPlan.Matched) {
        return present(outcome.module());
      }
    }
    return KmodTool.DONE;
  }

  private int present(ModuleName module) {
    if (!manners.contains(Manner.FIRST_TIME)) {
      return KmodTool.DONE;
    }
    run.log().error("could not insert '" + module + "': Module already in kernel");
    return KmodTool.FAILED;
  }
}
