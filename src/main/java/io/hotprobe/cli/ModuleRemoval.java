package io.hotprobe.cli;

import io.hotprobe.load.Unloader;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.UnloadOutcome;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.Removal;
import io.hotprobe.resolve.RemovalPlan;
import io.hotprobe.resolve.RemovalRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** modprobe's way of removing: the matches of a name one after the other, until one fails. */
final class ModuleRemoval {

  /** What is done otherwise than by default. */
  enum Manner {
    /** Each step is shown as it is taken. */
    TELL,
    /** That a module is not live is a failure. */
    FIRST_TIME,
    /** What would be fatal is a failure of its word only. */
    GO_ON
  }

  /** How a removal ended. */
  private enum End {
    DONE,
    /** It failed; other names can have their turn. */
    FAILED,
    /** It failed, and nothing else is to be removed. */
    FATAL
  }

  private final ModprobeRun run;
  private final Set<Manner> manners;
  private final Set<RemovalRequest.Manner> plans;
  private final Unloader unloader;

  /** @param plans how the plans are made */
  ModuleRemoval(ModprobeRun run, Set<Manner> manners, Set<RemovalRequest.Manner> plans, Unloader unloader) {
    this.run = run;
    this.manners = manners;
    this.plans = plans;
    this.unloader = unloader;
  }

  /**
   * Removes one after the other what words stand for, until something is fatal. Paths stand for nothing.
   *
   * @return whether all went well
   */
  boolean remove(List<String> words) throws IOException {
    boolean good = true;
    for (String word : words) {
      End end = remove(word);
      if (end == End.FATAL) {
        return false;
      }
      good &= end == End.DONE;
    }
    return good;
  }

  private End remove(String word) throws IOException {
    List<Match> matches = NamedModules.isPath(word) ? List.of() : run.find(word).matches();
    if (matches.isEmpty()) {
      return run.isEmptyAlias(word) ? End.DONE : fatal("Module " + word + " not found.");
    }
    End end = End.DONE;
    for (Match match : matches) {
      end = end == End.DONE ? remove(match) : end;
    }
    return end;
  }

  private End remove(Match match) throws IOException {
    RemovalRequest request = new RemovalRequest(run.ports().modules().list(), plans);
    Removal removal = run.resolver().remove(match, request);
    if (removal instanceof Removal.Refused refused) {
      return tell(refused.why());
    }
    RemovalPlan plan = (RemovalPlan) removal;
    End end = End.DONE;
    List<UnloadOutcome> outcomes = unloader.unload(plan, this::tell);
    for (int i = 0; i < outcomes.size(); i++) {
      UnloadOutcome outcome = outcomes.get(i);
      if (!outcome.gone() && plan.steps().get(i).reason() instanceof LoadPlan.DependencyOf) {
        run.log().notice(outcome.module() + " stays: " + reason(outcome));
      } else if (!outcome.gone()) {
        end = tell(outcome);
      }
    }
    return end;
  }

  /** Shows a step, its hooks included. */
  private void tell(RemovalPlan.Step step) {
    if (manners.contains(Manner.TELL)) {
      step.hooks().before().forEach(hook -> run.say("pre-remove " + hook.text()));
      run.say(step.line());
      step.hooks().after().forEach(hook -> run.say("post-remove " + hook.text()));
    }
  }

  private End tell(UnloadOutcome outcome) {
    ModuleName module = outcome.module();
    if (outcome instanceof UnloadOutcome.NotLive) {
      return manners.contains(Manner.FIRST_TIME) ? fatal("Module " + module + " is not in kernel.") : End.DONE;
    }
    if (outcome instanceof UnloadOutcome.Builtin) {
      return fatal("Module " + module + " is builtin.");
    }
    if (outcome instanceof UnloadOutcome.InUse use) {
      String by = use.holders().isEmpty() ? "" : " It is used by: " + ModuleName.joined(use.holders());
      return fatal("Module " + module + " is in use." + by);
    }
    if (outcome instanceof UnloadOutcome.CommandFailed failed) {
      return fatal("Error running remove command for " + module + ": '" + failed.command() + "' failed: " + failed.end());
    }
    run.log().error("could not remove '" + module + "': " + reason(outcome));
    return End.FAILED;
  }

  private End fatal(String text) {
    if (manners.contains(Manner.GO_ON)) {
      run.log().warning(text);
      return End.FAILED;
    }
    run.log().fatal(text);
    return End.FATAL;
  }

  private static String reason(UnloadOutcome outcome) {
    return outcome instanceof UnloadOutcome.Failed failed ? failed.reason() : outcome.text();
  }
}
