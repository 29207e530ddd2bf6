package io.hotprobe.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hotprobe rules verify|test|cat|attributes}. */
@Command(
    name = "rules",
    description = {
      "Checks udev rules, shows which files count, and tells what they decide for a device and why.",
      "They change nothing on the machine, but for what the programs do that test runs when --run-programs is given."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RulesVerifyCommand.class, RulesTestCommand.class, RulesCatCommand.class, RulesAttributesCommand.class},
    footer = {
      "", "hotprobe rules COMMAND --help shows the options of a command.", "",
      "Exit codes: 0 done, 1 something failed or was found, 2 the command line is wrong."
    })
final class RulesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    throw new ParameterException(command, "verify, test, cat or attributes is missing");
  }
}
