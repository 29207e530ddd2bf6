package io.hotprobe.rules;

/** A bracket expression of a glob: which chars it takes. Immutable. */
final class GlobSet {

  private static final int BYTES = 256;
  private static final int LONGEST_CLASS_NAME = 255;

  private final long[] bits;

  private GlobSet(long[] bits) {
    this.bits = bits;
  }

  boolean has(char c) {
    return c < BYTES && (bits[c >>> 6] >>> c & 1) != 0;
  }

  /** What came of reading one. */
  enum Outcome {
    COMPLETE,
    /** There is no closing bracket: the opening one stands for itself. */
    UNCLOSED,
    /** It names a class that does not exist: the pattern matches nothing. */
    WRONG
  }

  /** Reads what follows an opening bracket. */
  static final class Reader {

    private final String pattern;
    private final boolean ignoreCase;
    private final long[] bits = new long[BYTES / Long.SIZE];
    private boolean negated;
    private int at;

    Reader(String pattern, int from, boolean ignoreCase) {
      this.pattern = pattern;
      this.at = from;
      this.ignoreCase = ignoreCase;
    }

    Outcome read() {
      negated = peek(0) == '!' || peek(0) == '^';
      at += negated ? 1 : 0;
      for (boolean first = true; first || peek(0) != ']'; first = false) {
        Outcome outcome = member();
        if (outcome != Outcome.COMPLETE) {
          return outcome;
        }
      }
      at++;
      return Outcome.COMPLETE;
    }

    /** Where it went on, behind the closing bracket. */
    int end() {
      return at;
    }

    GlobSet set() {
      long[] taken = bits.clone();
      for (int i = 0; negated && i < taken.length; i++) {
        taken[i] = ~taken[i];
      }
      return new GlobSet(taken);
    }

    private int peek(int ahead) {
      return at + ahead < pattern.length() ? pattern.charAt(at + ahead) : -1;
    }

    private Outcome member() {
      if (peek(0) == '[' && peek(1) == ':') {
        int close = className();
        if (close >= 0) {
          return characterClass(close);
        }
      }
      if (peek(0) == '[' && peek(1) == '=' && peek(3) == '=' && peek(4) == ']') {
        range(peek(2), peek(2));
        at += 5;
        return Outcome.COMPLETE;
      }
      int low = element();
      if (low < 0) {
        return Outcome.UNCLOSED;
      }
      int high = low;
      if (peek(0) == '-' && peek(1) != ']' && peek(1) != -1) {
        at++;
        high = element();
      }
      range(low, high);
      return high < 0 ? Outcome.UNCLOSED : Outcome.COMPLETE;
    }

    /** One char, quoted or not, or a collating symbol of one char; -1 at the end of the pattern. */
    private int element() {
      if (peek(0) == '[' && peek(1) == '.' && peek(3) == '.' && peek(4) == ']') {
        at += 5;
        return peek(-3);
      }
      at += peek(0) == '\\' ? 1 : 0;
      int c = peek(0);
      at++;
      return c;
    }

    /** Where the name of a class ends; -1 when it is none. */
    private int className() {
      int end = at + 2;
      while (end < pattern.length() && pattern.charAt(end) >= 'a' && pattern.charAt(end) < 'z' && end - at < LONGEST_CLASS_NAME) {
        end++;
      }
      return pattern.startsWith(":]", end) ? end : -1;
    }

    private Outcome characterClass(int nameEnd) {
      String name = pattern.substring(at + 2, nameEnd);
      for (int c = 0; c < BYTES; c++) {
        Boolean has = isOf(name, c);
        if (has == null) {
          return Outcome.WRONG;
        }
        if (has) {
          add(c);
        }
      }
      at = nameEnd + 2;
      return Outcome.COMPLETE;
    }

    /** As the C locale classes chars; null for a class that does not exist. */
    private static Boolean isOf(String name, int c) {
      boolean lower = c >= 'a' && c <= 'z';
      boolean upper = c >= 'A' && c <= 'Z';
      boolean digit = c >= '0' && c <= '9';
      boolean graph = c > ' ' && c < 0x7f;
      return switch (name) {
        case "alpha" -> lower || upper;
        case "digit" -> digit;
        case "alnum" -> lower || upper || digit;
        case "lower" -> lower;
        case "upper" -> upper;
        case "space" -> c == ' ' || c >= '\t' && c <= '\r';
        case "blank" -> c == ' ' || c == '\t';
        case "cntrl" -> c < ' ' || c == 0x7f;
        case "graph" -> graph;
        case "print" -> graph || c == ' ';
        case "punct" -> graph && !lower && !upper && !digit;
        case "xdigit" -> digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
        default -> null;
      };
    }

    private void range(int low, int high) {
      int from = ignoreCase ? Glob.fold(low) : low;
      int to = ignoreCase ? Glob.fold(high) : high;
      for (int c = 0; c < BYTES; c++) {
        int compared = ignoreCase ? Glob.fold(c) : c;
        if (compared >= from && compared <= to) {
          add(c);
        }
      }
    }

    private void add(int c) {
      bits[c >>> 6] |= 1L << c;
    }
  }
}
