package io.hotprobe.rules;

/** A value with substitutions such as {@code $env{ID}} or {@code %k}, read once. Immutable. */
public final class Template {

  /** A template that is nothing. */
  public static final Template EMPTY = new Template("");

  private final String written;

  private Template(String written) {
    this.written = written;
  }

  /** Reads a value. Every text is a template: what is no substitution stands for itself. */
  public static Template of(String written) {
    return written.isEmpty() ? EMPTY : new Template(written);
  }

  /** The value it was read from. */
  public String written() {
    return written;
  }

  /** Whether it holds no substitution, so that {@link #written} is its value. */
  public boolean isLiteral() {
    return written.indexOf('$') < 0 && written.indexOf('%') < 0;
  }
}
