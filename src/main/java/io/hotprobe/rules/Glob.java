package io.hotprobe.rules;

import java.util.Arrays;

/**
 * A glob as glob(7) and fnmatch(3) without flags have it, for text of one char a byte in the C locale: {@code *} and {@code ?} match
 * slashes and leading dots too. Matching takes no more steps than the product of both lengths. Immutable.
 */
public final class Glob {

  private static final int ANY_CHAR = -1;
  private static final int ANY_RUN = -2;
  /** A set: {@code FIRST_SET - i} is the set of number {@code i}. */
  private static final int FIRST_SET = -3;

  /** What cannot match: a bracket expression names a class that does not exist, or a backslash ends the pattern. */
  private static final int[] NEVER = {Integer.MAX_VALUE};

  private final int[] units;
  private final GlobSet[] sets;
  private final boolean ignoreCase;

  private Glob(int[] units, GlobSet[] sets, boolean ignoreCase) {
    this.units = units;
    this.sets = sets;
    this.ignoreCase = ignoreCase;
  }

  /** Matches one text. */
  static Glob literal(String text, boolean ignoreCase) {
    return new Glob(text.chars().map(c -> ignoreCase ? fold(c) : c).toArray(), new GlobSet[0], ignoreCase);
  }

  /** Every text is a glob. */
  public static Glob of(String pattern, boolean ignoreCase) {
    return new Compiler(pattern, ignoreCase).compile();
  }

  static int fold(int c) {
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
  }

  /** Whether the whole text matches. */
  public boolean matches(CharSequence text) {
    int length = text.length();
    int at = 0;
    int unit = 0;
    int run = -1;
    int runEnd = 0;
    while (at < length) {
      int wanted = unit < units.length ? units[unit] : Integer.MAX_VALUE;
      if (wanted == ANY_RUN) {
        run = unit++;
        runEnd = at;
      } else if (takes(wanted, text.charAt(at))) {
        unit++;
        at++;
      } else if (run >= 0) {
        unit = run + 1;
        at = ++runEnd;
      } else {
        return false;
      }
    }
    while (unit < units.length && units[unit] == ANY_RUN) {
      unit++;
    }
    return unit == units.length;
  }

  private boolean takes(int wanted, char c) {
    if (wanted >= 0) {
      return wanted == (ignoreCase ? fold(c) : c);
    }
    return wanted == ANY_CHAR || sets[FIRST_SET - wanted].has(c);
  }

  /** One pass over a pattern. */
  private static final class Compiler {

    private final String pattern;
    private final boolean ignoreCase;
    private final int[] units;
    private final GlobSet[] sets;
    private int unitCount;
    private int setCount;
    private int at;

    Compiler(String pattern, boolean ignoreCase) {
      this.pattern = pattern;
      this.ignoreCase = ignoreCase;
      this.units = new int[pattern.length()];
      this.sets = new GlobSet[pattern.length()];
    }

    Glob compile() {
      while (at < pattern.length()) {
        if (!one(pattern.charAt(at++))) {
          return new Glob(NEVER, new GlobSet[0], false);
        }
      }
      return new Glob(Arrays.copyOf(units, unitCount), Arrays.copyOf(sets, setCount), ignoreCase);
    }

    /** Takes a char and what belongs to it; false when the pattern can match nothing. */
    private boolean one(char c) {
      switch (c) {
        case '*' -> add(ANY_RUN);
        case '?' -> add(ANY_CHAR);
        case '\\' -> {
          if (at == pattern.length()) {
            return false;
          }
          addChar(pattern.charAt(at++));
        }
        case '[' -> {
          return bracket();
        }
        default -> addChar(c);
      }
      return true;
    }

    private boolean bracket() {
      GlobSet.Reader reader = new GlobSet.Reader(pattern, at, ignoreCase);
      switch (reader.read()) {
        case COMPLETE -> {
          at = reader.end();
          sets[setCount] = reader.set();
          add(FIRST_SET - setCount++);
        }
        case UNCLOSED -> addChar('[');
        default -> {
          return false;
        }
      }
      return true;
    }

    private void addChar(int c) {
      add(ignoreCase ? fold(c) : c);
    }

    private void add(int unit) {
      units[unitCount++] = unit;
    }
  }
}
