package io.hotprobe.rules;

/** The plainest reading of glob(7), for one char after the other, by trying everything. Exponential: for short texts. */
final class SlowGlob {

  private SlowGlob() {}

  /** Whether one of the alternatives of a value of {@code KEY=="..."} matches. */
  static boolean matchesAny(String value, String text) {
    boolean glob = value.contains("*") || value.contains("?") || value.contains("[");
    for (String alternative : value.split("\\|", -1)) {
      if (glob ? matches(alternative, text) : alternative.equals(text)) {
        return true;
      }
    }
    return false;
  }

  static boolean matches(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    String rest = pattern.substring(1);
    switch (pattern.charAt(0)) {
      case '*':
        return matches(rest, text) || !text.isEmpty() && matches(pattern, text.substring(1));
      case '?':
        return !text.isEmpty() && matches(rest, text.substring(1));
      case '\\':
        return !rest.isEmpty() && !text.isEmpty() && text.charAt(0) == rest.charAt(0) && matches(rest.substring(1), text.substring(1));
      case '[':
        int close = close(pattern);
        if (close >= 0) {
          return !text.isEmpty() && isIn(pattern.substring(1, close), text.charAt(0)) && matches(pattern.substring(close + 1), text.substring(1));
        }
        break;
      default:
        break;
    }
    return !text.isEmpty() && text.charAt(0) == pattern.charAt(0) && matches(rest, text.substring(1));
  }

  /** Where the bracket that begins a pattern is closed; -1 when it is not. */
  private static int close(String pattern) {
    int at = pattern.length() > 1 && "!^".indexOf(pattern.charAt(1)) >= 0 ? 2 : 1;
    for (int first = at; at < pattern.length(); at++) {
      char c = pattern.charAt(at);
      if (c == '\\') {
        at++;
      } else if (pattern.startsWith("[:digit:]", at)) {
        at += "[:digit:]".length() - 1;
      } else if (c == ']' && at > first) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isIn(String members, char c) {
    boolean negated = members.startsWith("!") || members.startsWith("^");
    String rest = negated ? members.substring(1) : members;
    boolean in = false;
    while (!rest.isEmpty()) {
      if (rest.startsWith("[:digit:]")) {
        in |= c >= '0' && c <= '9';
        rest = rest.substring("[:digit:]".length());
        continue;
      }
      int from = rest.startsWith("\\") ? 1 : 0;
      char low = rest.charAt(from);
      char high = low;
      rest = rest.substring(from + 1);
      if (rest.startsWith("-") && rest.length() > 1) {
        int quoted = rest.charAt(1) == '\\' ? 1 : 0;
        high = rest.charAt(1 + quoted);
        rest = rest.substring(2 + quoted);
      }
      in |= c >= low && c <= high;
    }
    return in != negated;
  }
}
