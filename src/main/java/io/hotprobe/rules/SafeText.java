package io.hotprobe.rules;

/** Text from outside, made fit to be part of a name. Source: the manual page udev(7), OPTIONS, and the answers of systemd 257. */
public final class SafeText {

  /** What is left alone in a program's output and an attribute, besides letters, digits and some marks. */
  static final String INPUT = "/ $%?,";

  private static final String SHELL = "/ ,%";

  private static final String MARKS = "#+-.:=@_";

  private SafeText() {}

  /**
   * Replaces by {@code _} what is neither a letter, a digit, one of {@code #+-.:=@_}, {@code \x}, nor UTF-8 of more than one byte.
   *
   * @param allowed left alone too; if a blank is among them other white space becomes one
   */
  public static String of(String text, String allowed) {
    StringBuilder safe = new StringBuilder(text);
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      int sequence = isPlain(c) || allowed.indexOf(c) >= 0 ? 1 : sequence(text, i);
      if (sequence == 0) {
        safe.setCharAt(i, Blank.isSpace(c) && allowed.indexOf(' ') >= 0 ? ' ' : '_');
      }
      i += Math.max(sequence, 1);
    }
    return safe.toString();
  }

  /** Text that a shell gets as part of its program: {@code #}, which begins a comment there, is replaced as well. */
  static String forShell(String text) {
    return of(text, SHELL).replace('#', '_');
  }

  /** Whether it is a letter, a digit or one of the marks that names may have. */
  public static boolean isPlain(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || MARKS.indexOf(c) >= 0;
  }

  /** How many bytes from there belong together and are let pass. */
  private static int sequence(String text, int at) {
    return text.startsWith("\\x", at) ? 2 : Utf8.length(text, at);
  }

  /** Puts one {@code _} for each run of white space, and nothing for those at the ends. */
  static String joined(String text) {
    StringBuilder joined = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Blank.isSpace(c)) {
        gap = joined.length() > 0;
        continue;
      }
      if (gap) {
        joined.append('_');
        gap = false;
      }
      joined.append(c);
    }
    return joined.toString();
  }

  static String withoutTrailingBlanks(String text) {
    int to = text.length();
    while (to > 0 && Blank.separates(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(0, to);
  }
}
