package io.hotprobe.rules;

/**
 * What a match compares with: alternatives between {@code |}, each a glob. Immutable; matching allocates nothing. Equal when written
 * alike.
 *
 * <p>As udev has it, the bar separates before brackets are looked at, and a value without {@code *}, {@code ?} and {@code [} is compared
 * as it stands, backslashes too.
 */
public final class Pattern {

  private final String written;
  private final boolean ignoreCase;
  private final Glob[] alternatives;
  private final boolean[] endsInBlank;

  private Pattern(String written, boolean ignoreCase) {
    this.written = written;
    this.ignoreCase = ignoreCase;
    boolean plain = !isGlob(written);
    String[] parts = written.split("\\|", -1);
    alternatives = new Glob[parts.length];
    endsInBlank = new boolean[parts.length];
    for (int i = 0; i < parts.length; i++) {
      alternatives[i] = plain ? Glob.literal(parts[i], ignoreCase) : Glob.of(parts[i], ignoreCase);
      endsInBlank[i] = parts[i].isEmpty() || Blank.isSpace(parts[i].charAt(parts[i].length() - 1));
    }
  }

  private static boolean isGlob(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /** Compiles a value, after its quoting was resolved. Every text is a pattern. */
  public static Pattern of(String written, boolean ignoreCase) {
    return new Pattern(written, ignoreCase);
  }

  /** The value it was compiled from. */
  public String written() {
    return written;
  }

  /** Whether case does not count, that of ASCII letters. */
  public boolean ignoresCase() {
    return ignoreCase;
  }

  /** Whether the whole text is matched by one of the alternatives. */
  public boolean matches(CharSequence text) {
    for (Glob alternative : alternatives) {
      if (alternative.matches(text)) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #matches(CharSequence)}, but blanks at the text's end count only for alternatives that end in one, or are empty. */
  boolean matchesTrimmed(String text) {
    String trimmed = SafeText.withoutTrailingBlanks(text);
    for (int i = 0; i < alternatives.length; i++) {
      if (alternatives[i].matches(endsInBlank[i] ? text : trimmed)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pattern that && written.equals(that.written) && ignoreCase == that.ignoreCase;
  }

  @Override
  public int hashCode() {
    return written.hashCode();
  }

  @Override
  public String toString() {
    return written;
  }
}
