package io.hotprobe.rules;

/**
 * A value in double quotes, with what stands before them: {@code e} for the escapes of C, {@code i} for no regard to case.
 *
 * @param text its escapes resolved
 * @param end the position after the closing quote
 */
record QuotedValue(String text, boolean ignoreCase, int end) {

  /** The value that begins at {@code position}; null when none does. */
  static QuotedValue at(String line, int position) {
    boolean escaped = false;
    boolean ignoreCase = false;
    int at = position;
    while (at < line.length() && line.charAt(at) != '"') {
      char prefix = line.charAt(at++);
      if (prefix == 'e' && !escaped) {
        escaped = true;
      } else if (prefix == 'i' && !ignoreCase) {
        ignoreCase = true;
      } else {
        return null;
      }
    }
    if (at == line.length()) {
      return null;
    }
    return escaped ? escaped(line, at + 1, ignoreCase) : plain(line, at + 1, ignoreCase);
  }

  private static QuotedValue plain(String line, int begin, boolean ignoreCase) {
    StringBuilder text = new StringBuilder();
    for (int at = begin; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        return new QuotedValue(text.toString(), ignoreCase, at + 1);
      }
      if (c == '\\' && at + 1 < line.length() && line.charAt(at + 1) == '"') {
        c = '"';
        at++;
      }
      text.append(c);
    }
    return null;
  }

  private static QuotedValue escaped(String line, int begin, boolean ignoreCase) {
    int end = begin;
    while (end < line.length() && line.charAt(end) != '"') {
      end += line.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= line.length()) {
      return null;
    }
    String text = Escapes.resolve(line.substring(begin, end));
    return text == null ? null : new QuotedValue(text, ignoreCase, end + 1);
  }
}
