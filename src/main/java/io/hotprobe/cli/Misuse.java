package io.hotprobe.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, said in one clause. */
final class Misuse {

  private static final Set<Class<?>> FLAGS = Set.of(boolean.class, boolean[].class);

  private Misuse() {}

  static String text(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    // picocli tells of missing arguments first; that an option is unknown may be the reason for it.
    List<String> unknown = wrong.getCommandLine().getUnmatchedArguments().stream().filter(Misuse::isOption).toList();
    if (!unknown.isEmpty()) {
      return unknownOption(unknown.get(0));
    }
    if (wrong instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(missing.getMissing().get(0));
    }
    return wrong.getValue() != null && wrong.getArgSpec() instanceof OptionSpec option ? value(wrong, option) : wrong.getMessage();
  }

  private static boolean isOption(String argument) {
    return argument.length() > 1 && argument.startsWith("-");
  }

  private static String unknownOption(String option) {
    return "unknown option '" + option + "'";
  }

  private static String unmatched(UnmatchedArgumentException wrong) {
    List<String> unmatched = wrong.getUnmatched();
    String first = unmatched.stream().filter(Misuse::isOption).findFirst().orElse(unmatched.get(0));
    if (isOption(first)) {
      return unknownOption(first);
    }
    boolean isCommand = !wrong.getCommandLine().getSubcommands().isEmpty();
    return isCommand ? "there is no command '" + first + "'" : "'" + first + "' is one argument too many";
  }

  private static String missing(ArgSpec missing) {
    return missing instanceof OptionSpec option
        ? "option '" + option.longestName() + "' needs a value, " + option.paramLabel()
        : "no " + missing.paramLabel() + " was given";
  }

  /** The message; where a number or nothing was wanted, without the name of the type that holds it here. */
  private static String value(ParameterException wrong, OptionSpec option) {
    String name = "option '" + option.longestName() + "'";
    if (FLAGS.contains(option.type())) {
      return name + " takes no value, so not '" + wrong.getValue() + "'";
    }
    if (option.converters().length > 0 && option.converters()[0] instanceof TimeConverter time) {
      return name + " takes " + time.takes() + ", not '" + wrong.getValue() + "'";
    }
    if (option.type() == int.class) {
      return name + " takes a whole number up to " + Integer.MAX_VALUE + ", not '" + wrong.getValue() + "'";
    }
    if (option.isMultiValue() && option.type() == Map.class) {
      return name + " takes " + option.paramLabel() + ", not '" + wrong.getValue() + "'";
    }
    return option.type() == double.class ? name + " takes a number, not '" + wrong.getValue() + "'" : wrong.getMessage();
  }
}
