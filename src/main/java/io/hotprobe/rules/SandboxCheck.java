package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.util.EnumSet;
import java.util.Set;

/** Looks for a sandbox that confines nothing. */
final class SandboxCheck implements LineCheck {

  private static final Set<TokenKind> PROGRAMS = EnumSet.of(TokenKind.PROGRAM, TokenKind.IMPORT_PROGRAM, TokenKind.RUN_PROGRAM);

  @Override
  public void check(RuleLine line, LineFindings findings) {
    if (line.sandbox().isPresent() && line.tokens().stream().noneMatch(token -> PROGRAMS.contains(token.kind()))) {
      findings.tell(Kind.IDLE_SANDBOX, "the sandbox confines the programs of its own line, and this line has none");
    }
  }
}
