package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;

/** Looks for square brackets that do not work: not closed, or with a {@code |} in them, at which a pattern is parted first. */
final class GlobCheck implements LineCheck {

  @Override
  public void check(RuleLine line, LineFindings findings) {
    for (Token token : line.tokens()) {
      if (token instanceof Token.Match match) {
        pattern(match, findings);
      }
    }
  }

  private static void pattern(Token.Match match, LineFindings findings) {
    String pattern = match.pattern().written();
    int open = unclosed(pattern, true);
    if (open < 0) {
      return;
    }
    boolean split = unclosed(pattern, false) < 0;
    String place = " in " + FileFindings.quoted(pattern) + " of " + match.kind().key();
    if (split) {
      findings.tell(Kind.SPLIT_BRACKET, "the | between [ and ]" + place + " parts the pattern there; write the letters without it");
    } else {
      findings.tell(Kind.GLOB, "the [ at char " + (open + 1) + place + " is not closed and stands for itself");
    }
  }

  /** Where a bracket opens that is not closed, before the alternative ends if those are regarded; -1 when all are. */
  private static int unclosed(String pattern, boolean alternatives) {
    for (int at = 0; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '[') {
        int close = close(pattern, at, alternatives);
        if (close < 0) {
          return at;
        }
        at = close;
      }
    }
    return -1;
  }

  private static int close(String pattern, int open, boolean alternatives) {
    int at = open + 1;
    if (at < pattern.length() && (pattern.charAt(at) == '!' || pattern.charAt(at) == '^')) {
      at++;
    }
    for (int first = at; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == ']' && at > first) {
        return at;
      }
      if (c == '|' && alternatives) {
        return -1;
      }
      if (c == '[' && pattern.startsWith("[:", at) && pattern.indexOf(":]", at + 2) >= 0) {
        at = pattern.indexOf(":]", at + 2) + 1;
      }
    }
    return -1;
  }
}
