package io.hotprobe.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Module parameters from a command line as the kernel takes them: one line, one char a byte (kernel/params.c, {@code next_arg}). */
final class ModuleParameters {

  /** How the Java machine decoded the command line. */
  private static final Charset DECODED = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private static final char UNDECODED = '\ufffd';

  private ModuleParameters() {}

  /** The arguments joined by blanks. A value in which there are blanks is quoted, so that it stays one. */
  static String line(List<String> arguments) {
    return line(arguments, ModuleParameters::commandLine);
  }

  /** @param given this process's arguments byte for byte, asked for only when one of ours may have lost some */
  static String line(List<String> arguments, Supplier<List<String>> given) {
    return arguments.stream().map(each -> quoted(bytes(each, given))).collect(Collectors.joining(" "));
  }

  private static String quoted(String argument) {
    int value = argument.indexOf('=') + 1;
    boolean divided = argument.substring(value).matches("(?s)[^\"]*[ \t\n][^\"]*");
    boolean quotedAlready = argument.startsWith("'", value);
    return value > 0 && divided && !quotedAlready ? argument.substring(0, value) + '"' + argument.substring(value) + '"' : argument;
  }

  /** What the locale cannot write has become question marks; it is still in the command line of this process. */
  private static String bytes(String argument, Supplier<List<String>> given) {
    String seen = argument.replace(UNDECODED, '?');
    if (seen.indexOf('?') >= 0) {
      for (String raw : given.get()) {
        if (decoded(raw).equals(seen)) {
          return raw;
        }
      }
    }
    return new String(argument.getBytes(DECODED), StandardCharsets.ISO_8859_1);
  }

  private static String decoded(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), DECODED).replace(UNDECODED, '?');
  }

  private static List<String> commandLine() {
    try {
      return List.of(Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1).split("\0"));
    } catch (IOException noProc) {
      return List.of();
    }
  }
}
