package io.hotprobe.cli;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, said in one clause. */
final class Misuse {

  private static final Set<Class<?>> NUMBERS = Set.of(int.class, double.class);

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
    return number(wrong);
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

  /** The message; where a number was wanted, without the name of the type that holds it here. */
  private static String number(ParameterException wrong) {
    if (wrong.getValue() == null || !(wrong.getArgSpec() instanceof OptionSpec option) || !NUMBERS.contains(option.type())) {
      return wrong.getMessage();
    }
    boolean whole = option.type() == int.class;
    return "'" + wrong.getValue() + "' is not a " + (whole ? "whole number up to " + Integer.MAX_VALUE : "number") + ", which option '"
        + option.longestName() + "' takes";
  }
}
