package io.hotprobe.builtins;

/** Patterns as fnmatch(3) understands them without flags, byte by byte; {@code *} and {@code ?} match every character. */
final class Glob {

  private static final int NO = -1;

  private final String pattern;
  private final boolean escapes;

  /** @param escapes whether a backslash takes the meaning of what comes after it */
  Glob(String pattern, boolean escapes) {
    this.pattern = pattern;
    this.escapes = escapes;
  }

  /** Whether the whole text matches. Takes at most the product of both lengths. */
  boolean matches(String text) {
    int p = 0;
    int t = 0;
    int star = NO;
    int starText = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starText = t;
        continue;
      }
      int next = one(p, text.charAt(t));
      if (next != NO) {
        p = next;
        t++;
      } else if (star == NO) {
        return false;
      } else {
        p = star + 1;
        t = ++starText;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on after the element at {@code p} took a character; {@link #NO} when it does not take it. */
  private int one(int p, char c) {
    if (p >= pattern.length()) {
      return NO;
    }
    char element = pattern.charAt(p);
    if (element == '?') {
      return p + 1;
    }
    if (element == '[') {
      int end = new Bracket(p).end();
      if (end != NO) {
        return new Bracket(p).takes(c, end) ? end + 1 : NO;
      }
    }
    if (element == '\\' && escapes) {
      return p + 1 < pattern.length() && pattern.charAt(p + 1) == c ? p + 2 : NO;
    }
    return element == c ? p + 1 : NO;
  }

  /** A set of characters, {@code [a-z]}; without an end the bracket is a character like others. */
  private final class Bracket {

    private final boolean negated;
    private final int from;
    private int at;

    private Bracket(int open) {
      negated = open + 1 < pattern.length() && (pattern.charAt(open + 1) == '!' || pattern.charAt(open + 1) == '^');
      from = open + (negated ? 2 : 1);
      at = from;
    }

    /** The index of the closing bracket. */
    private int end() {
      for (int i = from; i < pattern.length(); i++) {
        char c = pattern.charAt(i);
        if (c == ']' && i > from) {
          return i;
        }
        if (c == '[' && i + 1 < pattern.length() && pattern.charAt(i + 1) == ':') {
          int close = pattern.indexOf(":]", i + 2);
          i = close < 0 ? i : close + 1;
        } else if (c == '\\' && escapes) {
          i++;
        }
      }
      return NO;
    }

    private boolean takes(char c, int end) {
      boolean found = false;
      while (at < end) {
        if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at + 2) >= 0) {
          int close = pattern.indexOf(":]", at + 2);
          found |= isOf(pattern.substring(at + 2, close), c);
          at = close + 2;
          continue;
        }
        char low = character();
        char high = low;
        if (at + 1 < end && pattern.charAt(at) == '-') {
          at++;
          high = character();
        }
        found |= low <= c && c <= high;
      }
      return found != negated;
    }

    private char character() {
      if (pattern.charAt(at) == '\\' && escapes && at + 1 < pattern.length()) {
        at++;
      }
      return pattern.charAt(at++);
    }
  }

  private static boolean isOf(String name, char c) {
    boolean upper = c >= 'A' && c <= 'Z';
    boolean lower = c >= 'a' && c <= 'z';
    boolean digit = c >= '0' && c <= '9';
    boolean graphic = c > ' ' && c < 0x7f;
    return switch (name) {
      case "alpha" -> upper || lower;
      case "alnum" -> upper || lower || digit;
      case "digit" -> digit;
      case "upper" -> upper;
      case "lower" -> lower;
      case "xdigit" -> digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
      case "blank" -> c == ' ' || c == '\t';
      case "space" -> CNumber.isSpace(c);
      case "cntrl" -> c < ' ' || c == 0x7f;
      case "graph" -> graphic;
      case "print" -> graphic || c == ' ';
      case "punct" -> graphic && !upper && !lower && !digit;
      default -> false;
    };
  }
}
