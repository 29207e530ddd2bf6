package io.hotprobe.config;

/** Takes a line of a modules.conf apart before anything in it is expanded: blanks inside quotes do not separate. */
final class RawWords {

  private final String text;
  private int position;

  RawWords(String text) {
    this.text = text;
    skipBlanks();
  }

  /** The next word, its quotes included; empty when there is none. */
  String next() {
    int start = position;
    while (position < text.length() && !ConfigLine.isSpace(text.charAt(position))) {
      char c = text.charAt(position++);
      if (c == '\\' && position < text.length()) {
        position++;
      } else if (c == '"' || c == '\'' || c == '`') {
        skipTo(c);
      }
    }
    String word = text.substring(start, position);
    skipBlanks();
    return word;
  }

  /** What follows. */
  String rest() {
    return text.substring(position);
  }

  boolean atEnd() {
    return position == text.length();
  }

  private void skipTo(char end) {
    while (position < text.length() && text.charAt(position) != end) {
      position += text.charAt(position) == '\\' && end != '\'' ? 2 : 1;
    }
    position = Math.min(position + 1, text.length());
  }

  private void skipBlanks() {
    while (position < text.length() && ConfigLine.isSpace(text.charAt(position))) {
      position++;
    }
  }
}
