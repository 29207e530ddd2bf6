package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.resolve.LoadPlan;
import java.time.Duration;
import java.util.Map;

/** Runs the shell command that the configuration puts in place of inserting a module. */
final class InstallCommand {

  /** How long a command may take before its process group is killed. */
  static final Duration TIME_LIMIT = Duration.ofSeconds(180);

  private final Commands commands;

  InstallCommand(Commands commands) {
    this.commands = commands;
  }

  LoadOutcome run(ModuleName module, LoadPlan.Command command, String options) {
    long start = System.nanoTime();
    String line = command.text().replace("$CMDLINE_OPTS", options);
    Commands.End end = commands.run(line, Map.of("MODPROBE_MODULE", module.value()), TIME_LIMIT);
    if (end instanceof Commands.End.Exited exited && exited.status() == 0) {
      return new LoadOutcome.Commanded(module, line, System.nanoTime() - start);
    }
    if (end instanceof Commands.End.NotRun) {
      return new LoadOutcome.Planned(module, "run '" + line + "' for " + module);
    }
    return new LoadOutcome.CommandFailed(module, line, command.at() + ": " + describe(end));
  }

  private static String describe(Commands.End end) {
    if (end instanceof Commands.End.Exited exited) {
      return "exit status " + exited.status() + said(exited.output());
    }
    if (end instanceof Commands.End.Signalled signalled) {
      return "ended by signal " + signalled.signal() + said(signalled.output());
    }
    if (end instanceof Commands.End.TimedOut late) {
      return "killed after " + late.limit().toSeconds() + " s" + said(late.output());
    }
    Commands.End.NotStarted notStarted = (Commands.End.NotStarted) end;
    return "not started: " + notStarted.call() + ": " + Errno.describe(notStarted.errno());
  }

  private static String said(String output) {
    return output.isBlank() ? "" : ", output: " + output.strip();
  }
}
