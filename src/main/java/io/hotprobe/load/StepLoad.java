package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.LoadPlan.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One module's turn: its hooks before, its insertion or the command in place of it, its hooks after; what fails ends the turn. Blocks
 * its thread. Safe for any thread.
 */
final class StepLoad {

  private final Modules modules;
  private final ModuleCommands commands;
  private final Set<Modules.Check> ignored;

  /** @param ignored what the kernel shall not check */
  StepLoad(Modules modules, Commands commands, Set<Modules.Check> ignored) {
    this.modules = modules;
    this.commands = new ModuleCommands(commands);
    this.ignored = ignored;
  }

  LoadOutcome run(Step step) {
    if (step.means() instanceof LoadPlan.Builtin) {
      return new LoadOutcome.Builtin(step.module());
    }
    if (step.means() instanceof LoadPlan.Missing) {
      return new LoadOutcome.NoFile(step.module());
    }
    if (modules.state(step.module()) == Modules.State.LIVE) {
      return new LoadOutcome.AlreadyLive(step.module());
    }
    Optional<LoadOutcome> before = failed(step, step.hooks().before());
    if (before.isPresent()) {
      return before.get();
    }
    return insert(step);
  }

  /** One more insertion, after one that failed: the hooks before it have run. */
  LoadOutcome again(Step step) {
    return modules.state(step.module()) == Modules.State.LIVE ? new LoadOutcome.AlreadyLive(step.module()) : insert(step);
  }

  private LoadOutcome insert(Step step) {
    LoadOutcome outcome = load(step);
    return outcome.usable() ? failed(step, step.hooks().after()).orElse(outcome) : outcome;
  }

  private LoadOutcome load(Step step) {
    if (step.means() instanceof LoadPlan.Command command) {
      return runInPlace(step.module(), command, step.options());
    }
    LoadPlan.Insert insert = (LoadPlan.Insert) step.means();
    return modules.load(insert.file(), step.options(), ignored);
  }

  private LoadOutcome runInPlace(ModuleName module, LoadPlan.Command command, String options) {
    long start = System.nanoTime();
    String line = ModuleCommands.line(command, options);
    Commands.End end = commands.run(module, command, options);
    if (end instanceof Commands.End.NotRun) {
      return new LoadOutcome.Planned(module, "run '" + line + "' for " + module);
    }
    Optional<String> failure = ModuleCommands.failure(command, end);
    return failure.isPresent()
        ? new LoadOutcome.CommandFailed(module, line, failure.get())
        : new LoadOutcome.Commanded(module, line, System.nanoTime() - start);
  }

  private Optional<LoadOutcome> failed(Step step, List<LoadPlan.Command> hooks) {
    return commands
        .run(step.module(), hooks, step.options())
        .map(failure -> new LoadOutcome.CommandFailed(step.module(), failure.line(), failure.how()));
  }
}
