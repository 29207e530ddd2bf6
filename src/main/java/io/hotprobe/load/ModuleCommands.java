package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Errno;
import io.hotprobe.module.ModuleName;
import io.hotprobe.resolve.LoadPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the shell commands that the configuration puts before, after or in place of a module's turn. */
final class ModuleCommands {

  /** How long a command may take before its process group is killed. */
  static final Duration TIME_LIMIT = Duration.ofSeconds(180);

  private final Commands commands;

  ModuleCommands(Commands commands) {
    this.commands = commands;
  }

  /**
   * Runs a command.
   *
   * @param options what {@code $CMDLINE_OPTS} stands for
   */
  Commands.End run(ModuleName module, LoadPlan.Command command, String options) {
    return commands.run(line(command, options), Map.of("MODPROBE_MODULE", module.value()), TIME_LIMIT);
  }

  /**
   * Runs hooks, one after the other, until one fails.
   *
   * @return the one that failed; empty when none did
   */
  Optional<Failure> run(ModuleName module, List<LoadPlan.Command> hooks, String options) {
    for (LoadPlan.Command hook : hooks) {
      Optional<String> how = failure(hook, run(module, hook, options));
      if (how.isPresent()) {
        return Optional.of(new Failure(line(hook, options), how.get()));
      }
    }
    return Optional.empty();
  }

  /** A hook that failed: as the shell got it, and how it ended. */
  record Failure(String line, String how) {}

  /** How a command failed, and where it stands; empty when it did not fail. */
  static Optional<String> failure(LoadPlan.Command command, Commands.End end) {
    boolean good = end instanceof Commands.End.NotRun || end instanceof Commands.End.Exited exited && exited.status() == 0;
    return good ? Optional.empty() : Optional.of(command.at() + ": " + describe(end));
  }

  /** The command as the shell gets it. */
  static String line(LoadPlan.Command command, String options) {
    return command.text().replace("$CMDLINE_OPTS", options);
  }

  private static String describe(Commands.End end) {
    if (end instanceof Commands.End.Exited exited) {
      return "exit status " + exited.status() + said(exited.output()) + remedy(exited.status());
    }
    if (end instanceof Commands.End.Signalled signalled) {
      return "ended by signal " + signalled.signal() + said(signalled.output()) + "; somebody or a limit killed it: the kernel log may say who";
    }
    if (end instanceof Commands.End.TimedOut late) {
      return "killed after " + late.limit().toSeconds() + " s" + said(late.output()) + "; it must end within that time";
    }
    Commands.End.NotStarted notStarted = (Commands.End.NotStarted) end;
    return "not started: " + notStarted.call() + " " + Commands.SHELL + ": " + Errno.describe(notStarted.errno()) + "; "
        + (notStarted.errno() == Errno.ENOENT.number()
            ? "this system has no shell for commands of the configuration: deny a module by policy instead"
            : "processes, memory or open files may be short");
  }

  /** As the shell has it: 126 found and not executable, 127 not found. */
  private static String remedy(int status) {
    return switch (status) {
      case 126 -> "; the command is there and cannot be executed: see its rights";
      case 127 -> "; there is no such command here: install it, or give its full path";
      default -> "";
    };
  }

  private static String said(String output) {
    return output.isBlank() ? "" : ", output: " + output.strip();
  }
}
