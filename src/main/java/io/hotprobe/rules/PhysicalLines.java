package io.hotprobe.rules;

/**
 * Steps through the lines of a text as udev reads them: a line ends at a newline, a carriage return or a NUL byte, and those of them
 * that follow one another count as one end as long as none comes twice; a NUL byte is always the last of its end.
 */
final class PhysicalLines {

  /** Bytes that no line may have, its end not counted: with one of them the file is dropped. */
  static final int TOO_LONG = 16384;

  private final String text;
  private int position;
  private int number;
  private String line;

  PhysicalLines(String text) {
    this.text = text;
  }

  /** Steps to the next line; false at the end. */
  boolean next() {
    if (position >= text.length()) {
      return false;
    }
    int end = position;
    while (end < text.length() && mark(text.charAt(end)) == 0) {
      end++;
    }
    line = text.substring(position, end);
    number++;
    position = afterEnd(end);
    return true;
  }

  private int afterEnd(int begin) {
    int seen = 0;
    int at = begin;
    while (at < text.length()) {
      int mark = mark(text.charAt(at));
      if (mark == 0 || (seen & mark) != 0) {
        break;
      }
      seen |= mark;
      at++;
      if (mark == 4) {
        break;
      }
    }
    return at;
  }

  private static int mark(char c) {
    return switch (c) {
      case '\n' -> 1;
      case '\r' -> 2;
      case '\0' -> 4;
      default -> 0;
    };
  }

  String line() {
    return line;
  }

  /** Of the line, from 1. */
  int number() {
    return number;
  }

  boolean isTooLong() {
    return line.length() >= TOO_LONG;
  }
}
