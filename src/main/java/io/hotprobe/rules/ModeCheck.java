package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;

/** Looks for modes that are no numbers: they are not assigned. */
final class ModeCheck implements LineCheck {

  @Override
  public void check(RuleLine line, LineFindings findings) {
    for (Token token : line.tokens()) {
      if (token.kind() == TokenKind.SET_MODE && token instanceof Token.Assignment mode && mode.value().isLiteral()) {
        String written = FileFindings.quoted(mode.value().written());
        findings.tell(Kind.BAD_MODE, "MODE=" + written + " is no octal number up to 7777, so no mode is assigned");
      }
    }
  }
}
