package io.hotprobe.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes a line apart, word by word from its start; blanks and tabs separate. */
final class ConfigLine {

  private final String text;
  /** The same as {@code text}: an array is walked much faster than a string before the compiler has warmed up. */
  private final byte[] bytes;
  private int position;

  ConfigLine(String text) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The next word; null when there is none. The one separator after it is used up. */
  String word() {
    byte[] b = bytes;
    int i = position;
    while (i < b.length && (b[i] == ' ' || b[i] == '\t')) {
      i++;
    }
    int start = i;
    while (i < b.length && b[i] != ' ' && b[i] != '\t') {
      i++;
    }
    position = Math.min(i + 1, b.length);
    return start == i ? null : text.substring(start, i);
  }

  boolean atEnd() {
    return position == bytes.length;
  }

  /** All that is left, leading blanks included. */
  String rest() {
    String rest = text.substring(position);
    position = bytes.length;
    return rest;
  }

  /** The words of {@code text} as C's {@code isspace} divides them, which knows more separators than the line itself does. */
  static List<String> spaced(String text) {
    byte[] b = text.getBytes(StandardCharsets.ISO_8859_1);
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= b.length; i++) {
      if (i == b.length || b[i] == ' ' || b[i] >= '\t' && b[i] <= '\r') {
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

  /** {@code text} without what C's {@code isspace} knows at its start. */
  static String strippedStart(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  /** Likewise at its end. */
  static String strippedEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }
}
