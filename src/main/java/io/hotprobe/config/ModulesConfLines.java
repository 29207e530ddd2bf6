package io.hotprobe.config;

/**
 * Steps through the lines of a modules.conf.
 *
 * <p>A {@code #} starts a comment anywhere, also in quotes, except behind a backslash, which is ours. A backslash that is the last
 * visible character joins the next line, whose indent shrinks to one blank; two are one backslash and join nothing. Source: the
 * reader of modutils 2.4.
 */
final class ModulesConfLines {

  private final String text;
  private int position;
  private int reached;
  private int number;
  private String line;

  ModulesConfLines(String text) {
    this.text = text;
  }

  /** Steps to the next line; false at the end. */
  boolean next() {
    if (position >= text.length()) {
      return false;
    }
    number = reached + 1;
    StringBuilder joined = new StringBuilder();
    boolean more = true;
    while (more && position < text.length()) {
      String part = part();
      if (joined.length() > 0 && !part.isEmpty() && ConfigLine.isSpace(part.charAt(0))) {
        part = " " + ConfigLine.strippedStart(part);
      }
      more = part.endsWith("\\") && !part.endsWith("\\\\");
      joined.append(part, 0, part.endsWith("\\") ? part.length() - 1 : part.length());
    }
    line = joined.toString();
    return true;
  }

  /** Without comment and the blanks at its end; may be empty. */
  String line() {
    return line;
  }

  /** Where the line starts, counted from 1. */
  int number() {
    return number;
  }

  private String part() {
    int end = text.indexOf('\n', position);
    end = end < 0 ? text.length() : end;
    String part = text.substring(position, end);
    position = end + 1;
    reached++;
    return ConfigLine.strippedEnd(withoutComment(part));
  }

  private static String withoutComment(String part) {
    for (int at = part.indexOf('#'); at >= 0; at = part.indexOf('#', at + 1)) {
      if (at == 0 || part.charAt(at - 1) != '\\') {
        return part.substring(0, at);
      }
    }
    return part;
  }
}
