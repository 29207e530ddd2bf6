package io.hotprobe.rules;

/** What a match compares with: alternatives between {@code |}, each a glob. Immutable; matching allocates nothing. */
public final class Pattern {

  private final String written;
  private final boolean ignoreCase;

  private Pattern(String written, boolean ignoreCase) {
    this.written = written;
    this.ignoreCase = ignoreCase;
  }

  /** Compiles a value, after its quoting was resolved. Every text is a pattern. */
  public static Pattern of(String written, boolean ignoreCase) {
    return new Pattern(written, ignoreCase);
  }

  /** The value it was compiled from. */
  public String written() {
    return written;
  }

  /** Whether the whole text is matched by one of the alternatives. */
  public boolean matches(CharSequence text) {
    return ignoreCase ? written.equalsIgnoreCase(text.toString()) : written.contentEquals(text);
  }
}
