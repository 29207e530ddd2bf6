package io.hotprobe.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Module parameters from a command line as the kernel takes them: one line, one char a byte (kernel/params.c, {@code next_arg}). */
final class ModuleParameters {

  /** How the Java machine decoded the command line. */
  private static final Charset DECODED = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private ModuleParameters() {}

  /** The arguments joined by blanks. A value in which there are blanks is quoted, so that it stays one. */
  static String line(List<String> arguments) {
    return arguments.stream().map(ModuleParameters::quoted).map(ModuleParameters::bytes).collect(Collectors.joining(" "));
  }

  private static String quoted(String argument) {
    int value = argument.indexOf('=') + 1;
    boolean divided = argument.substring(value).matches("(?s)[^\"]*[ \t\n][^\"]*");
    boolean quotedAlready = argument.startsWith("'", value);
    return value > 0 && divided && !quotedAlready ? argument.substring(0, value) + '"' + argument.substring(value) + '"' : argument;
  }

  private static String bytes(String argument) {
    return new String(argument.getBytes(DECODED), StandardCharsets.ISO_8859_1);
  }
}
