package io.hotprobe.cli;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Module parameters from a command line as the kernel takes them: one line, one char a byte (kernel/params.c, {@code next_arg}). */
final class ModuleParameters {

  private ModuleParameters() {}

  /** The arguments joined by blanks. A value in which there are blanks is quoted, so that it stays one. */
  static String line(List<String> arguments) {
    return line(arguments, ByteText::commandLine);
  }

  /** @param given this process's arguments byte for byte, asked for only when one of ours may have lost some */
  static String line(List<String> arguments, Supplier<List<String>> given) {
    return arguments.stream().map(each -> quoted(ByteText.of(each, given))).collect(Collectors.joining(" "));
  }

  private static String quoted(String argument) {
    int value = argument.indexOf('=') + 1;
    boolean divided = argument.substring(value).matches("(?s)[^\"]*[ \t\n][^\"]*");
    boolean quotedAlready = argument.startsWith("'", value);
    return value > 0 && divided && !quotedAlready ? argument.substring(0, value) + '"' + argument.substring(value) + '"' : argument;
  }
}
