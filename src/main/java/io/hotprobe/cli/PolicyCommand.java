package io.hotprobe.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hotprobe policy check|generate|verify}. */
@Command(
    name = "policy",
    description = {
      "Tells what the policy refuses, makes one of what is plugged in and loaded now, and checks policy files. Nothing is changed.",
      "The language is described in docs/policy.md."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PolicyCheckCommand.class, PolicyGenerateCommand.class, PolicyVerifyCommand.class},
    footer = {
      "", "hotprobe policy COMMAND --help shows the options of a command.", "",
      "Exit codes: 0 done, 1 something is refused or wrong, 2 the command line is wrong."
    })
final class PolicyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "check, generate or verify is missing");
  }
}
