package io.hotprobe.config;

/**
 * Steps through the lines of a configuration text.
 *
 * <p>A backslash before a line end joins the two lines, with nothing in between; before any other byte it stands for that byte. What
 * follows a NUL is not part of the line.
 */
final class LogicalLines {

  /** Longest line accepted, in bytes: what Linux takes as one argument of a command (MAX_ARG_STRLEN). Longer ones are skipped. */
  static final int LONGEST_LINE = 128 << 10;

  private final String text;
  private final FileDiagnostics diagnostics;
  private int position;
  /** The first backslash at or after {@code position} when last looked for; the text's length when there is none. */
  private int backslash = -1;
  private int reached;
  private int number;
  private String line;

  LogicalLines(String text, FileDiagnostics diagnostics) {
    this.text = text;
    this.diagnostics = diagnostics;
  }

  /** Steps to the next line; false at the end. */
  boolean next() {
    while (position < text.length()) {
      number = reached + 1;
      line = take();
      if (line.indexOf('\0') >= 0) {
        diagnostics.say(number, "holds a NUL byte", "remove it; what follows it is ignored");
        line = line.substring(0, line.indexOf('\0'));
      }
      if (line.length() <= LONGEST_LINE) {
        return true;
      }
      diagnostics.say(number, "longer than " + LONGEST_LINE + " bytes", "split it; the line is ignored");
    }
    return false;
  }

  String line() {
    return line;
  }

  /** Where the line starts, counted from 1 in lines as an editor shows them. */
  int number() {
    return number;
  }

  private String take() {
    if (backslash < position) {
      backslash = indexOrEnd('\\');
    }
    int end = indexOrEnd('\n');
    if (backslash < end) {
      return unescaped();
    }
    String plain = text.substring(position, end);
    position = end + 1;
    reached++;
    return plain;
  }

  private int indexOrEnd(char sought) {
    int index = text.indexOf(sought, position);
    return index < 0 ? text.length() : index;
  }

  private String unescaped() {
    StringBuilder joined = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position++);
      boolean escaped = c == '\\';
      if (escaped) {
        if (position == text.length()) {
          diagnostics.say(number, "the file ends in a backslash", "remove it; it is ignored");
          break;
        }
        c = text.charAt(position++);
      }
      if (c != '\n') {
        joined.append(c);
        continue;
      }
      reached++;
      if (!escaped) {
        break;
      }
    }
    return joined.toString();
  }
}
