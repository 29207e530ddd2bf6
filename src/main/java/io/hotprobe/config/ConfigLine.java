package io.hotprobe.config;

import java.util.ArrayList;
import java.util.List;

/** Takes a line apart, word by word from its start; blanks and tabs separate. */
final class ConfigLine {

  private final String text;
  private int position;

  ConfigLine(String text) {
    this.text = text;
  }

  /** The next word; null when there is none. The one separator after it is used up. */
  String word() {
    while (position < text.length() && isSeparator(text.charAt(position))) {
      position++;
    }
    int start = position;
    while (position < text.length() && !isSeparator(text.charAt(position))) {
      position++;
    }
    if (start == position) {
      return null;
    }
    String word = text.substring(start, position);
    position = Math.min(position + 1, text.length());
    return word;
  }

  boolean atEnd() {
    return position == text.length();
  }

  /** All that is left, leading blanks included. */
  String rest() {
    String rest = text.substring(position);
    position = text.length();
    return rest;
  }

  /** The words of {@code text} as C's {@code isspace} divides them, which knows more separators than the line itself does. */
  static List<String> spaced(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isSpace(text.charAt(i))) {
        if (i > start) {
          words.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return words;
  }

  static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == '\t';
  }
}
