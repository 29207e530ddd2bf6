package io.hotprobe.rules;

import java.util.function.BiConsumer;

/** Lines {@code KEY=VALUE}, as a program prints them for IMPORT and as a file has them. */
final class PropertyLines {

  private PropertyLines() {}

  /**
   * Reads them. Blanks around key and value are cut, then one pair of quotes around the value. Comments and what is not such a line,
   * or has no value, are passed over. The text ends at a NUL.
   */
  static void read(String whole, BiConsumer<String, String> each) {
    String text = beforeNul(whole);
    for (int from = 0; from < text.length(); ) {
      int newline = text.indexOf('\n', from);
      int to = newline < 0 ? text.length() : newline;
      line(text.substring(from, to), each);
      from = to + 1;
    }
  }

  /** As C sees a text: a NUL in a property would end it in a message or an environment, and begin another one. */
  static String beforeNul(String text) {
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  private static void line(String line, BiConsumer<String, String> each) {
    String text = trimmed(line);
    int equals = text.indexOf('=');
    if (equals <= 0 || text.charAt(0) == '#') {
      return;
    }
    String key = trimmed(text.substring(0, equals));
    String value = trimmed(text.substring(equals + 1));
    if (key.isEmpty() || value.isEmpty()) {
      return;
    }
    char quote = value.charAt(0);
    if (quote != '"' && quote != '\'') {
      each.accept(key, value);
    } else if (value.length() > 1 && value.charAt(value.length() - 1) == quote) {
      each.accept(key, value.substring(1, value.length() - 1));
    }
  }

  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && Blank.separates(text.charAt(from))) {
      from++;
    }
    while (to > from && Blank.separates(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }
}
