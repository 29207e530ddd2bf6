package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Errno;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.RemovalPlan;
import io.hotprobe.resolve.RemovalPlan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Carries out removal plans: one step after the other on the calling thread, until the first that fails and is not merely a dependency
 * that somebody uses meanwhile.
 */
public final class Unloader {

  /** Wait before a module in use is tried again for the first time, in milliseconds; it doubles each time. */
  static final long FIRST_WAIT_MILLIS = 2;

  private final Modules modules;
  private final ModuleCommands commands;
  private final Modules.Force force;
  private final Duration patience;

  /**
   * An unloader over its ports.
   *
   * @param patience how long to wait for a module in use; zero not to wait
   */
  public Unloader(Modules modules, Commands commands, Modules.Force force, Duration patience) {
    this.modules = modules;
    this.commands = new ModuleCommands(commands);
    this.force = force;
    this.patience = patience;
  }

  /**
   * Unloads.
   *
   * @param told of each step before its turn, not of a module that stays
   * @return an outcome for each step up to the one that ended it, in the plan's order
   */
  public List<UnloadOutcome> unload(RemovalPlan plan, Consumer<Step> told) {
    List<UnloadOutcome> outcomes = new ArrayList<>();
    for (Step step : plan.steps()) {
      if (step.means() instanceof RemovalPlan.Stay stay) {
        outcomes.add(stay.why());
        break;
      }
      told.accept(step);
      UnloadOutcome outcome = turn(step);
      outcomes.add(outcome);
      if (!outcome.gone() && !(step.reason() instanceof LoadPlan.DependencyOf)) {
        break;
      }
    }
    return outcomes;
  }

  private UnloadOutcome turn(Step step) {
    Optional<UnloadOutcome> before = failed(step.module(), step.hooks().before());
    if (before.isPresent()) {
      return before.get();
    }
    UnloadOutcome outcome = step.means() instanceof RemovalPlan.Command means ? run(step.module(), means.command()) : delete(step.module());
    return outcome.gone() ? failed(step.module(), step.hooks().after()).orElse(outcome) : outcome;
  }

  /** Takes a module out, waiting for its users as long as patience lasts. */
  private UnloadOutcome delete(ModuleName module) {
    long end = System.nanoTime() + patience.toNanos();
    long wait = TimeUnit.MILLISECONDS.toNanos(FIRST_WAIT_MILLIS);
    UnloadOutcome outcome = modules.unload(module, force);
    while (isInUse(outcome) && end - System.nanoTime() > 0 && pause(Math.min(wait, end - System.nanoTime()))) {
      wait *= 2;
      outcome = modules.unload(module, force);
    }
    return isInUse(outcome) ? new UnloadOutcome.InUse(module, List.of()) : outcome;
  }

  private static boolean isInUse(UnloadOutcome outcome) {
    return outcome instanceof UnloadOutcome.Failed failed && failed.errno() == Errno.EAGAIN.number();
  }

  private static boolean pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
      return true;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private UnloadOutcome run(ModuleName module, LoadPlan.Command command) {
    long start = System.nanoTime();
    String line = ModuleCommands.line(command, "");
    Commands.End end = commands.run(module, command, "");
    if (end instanceof Commands.End.NotRun) {
      return new UnloadOutcome.Planned(module, "run '" + line + "' for " + module);
    }
    Optional<String> failure = ModuleCommands.failure(command, end);
    return failure.isPresent()
        ? new UnloadOutcome.CommandFailed(module, line, failure.get())
        : new UnloadOutcome.Commanded(module, line, System.nanoTime() - start);
  }

  private Optional<UnloadOutcome> failed(ModuleName module, List<LoadPlan.Command> hooks) {
    return commands
        .run(module, hooks, "")
        .map(failure -> new UnloadOutcome.CommandFailed(module, failure.line(), failure.how()));
  }
}
