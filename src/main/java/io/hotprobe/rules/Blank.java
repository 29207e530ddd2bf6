package io.hotprobe.rules;

/** White space in text of one char a byte. */
public final class Blank {

  private Blank() {}

  /** Whether it separates words for udev: blank, tab, newline or carriage return. */
  public static boolean separates(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** As {@code isspace(3)} in the C locale: those that separate, {@code \v} and {@code \f}. */
  public static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }
}
