package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.util.Optional;

/** Looks for builtins of udev's that hotprobe has not. */
final class BuiltinCheck implements LineCheck {

  @Override
  public void check(RuleLine line, LineFindings findings) {
    for (Token token : line.tokens()) {
      if (token.kind() == TokenKind.IMPORT_BUILTIN || token.kind() == TokenKind.RUN_BUILTIN) {
        Optional<String> name = BuiltinNames.of(Lexer.lex(token.written()).tokens().get(0).value());
        name.filter(BuiltinNames::isMissing)
            .ifPresent(missing -> findings.tell(Kind.NO_BUILTIN, "hotprobe has no builtin " + missing + ": it counts as failed"));
      }
    }
  }
}
