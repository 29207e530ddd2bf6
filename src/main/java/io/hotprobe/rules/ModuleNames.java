package io.hotprobe.rules;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The arguments of a {@code RUN{builtin}="kmod load NAME..."}.
 *
 * @param names none: the event's MODALIAS is meant
 */
record ModuleNames(byte[][] names) {

  /** Null for any other token, and for names that are only known at run time. */
  static ModuleNames of(Token token) {
    if (token.kind() != TokenKind.RUN_BUILTIN || !(token instanceof Token.Assignment run) || !run.value().isLiteral()) {
      return null;
    }
    String command = run.value().written();
    List<String> words = QuotedWords.of(command);
    boolean loads = words.size() > 1 && words.get(1).equals("load") && command.length() <= Limits.COMMAND;
    if (!loads || !BuiltinNames.of(command).orElse("").equals("kmod")) {
      return null;
    }
    List<String> names = words.subList(2, words.size());
    return new ModuleNames(names.stream().map(name -> name.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new));
  }
}
