package io.hotprobe.policy;

import java.util.ArrayList;
import java.util.List;

/** The words of one line, taken one after the other. Confined to one thread. */
final class Words {

  private final List<String> words;
  private int next;

  private Words(List<String> words) {
    this.words = words;
  }

  /**
   * Words are separated by blanks; one in double quotes may hold blanks, and {@code \"} for a quote. A word that begins with {@code #}
   * begins a comment.
   */
  static Words of(String line) throws BadLineException {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (isBlank(c)) {
        at++;
      } else if (c == '#') {
        break;
      } else {
        StringBuilder word = new StringBuilder();
        at = take(line, at, word);
        words.add(word.toString());
      }
    }
    return new Words(words);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  /** Adds one word; where it ends. A quote may begin inside it, as in {@code property KEY="a b"}. */
  private static int take(String line, int from, StringBuilder word) throws BadLineException {
    boolean quoted = false;
    int at = from;
    while (at < line.length() && (quoted || !isBlank(line.charAt(at)))) {
      char c = line.charAt(at++);
      if (c < ' ' && c != '\t' || c == 0x7f) {
        throw new BadLineException("holds a control character", "write ? in its place in a pattern");
      }
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && at < line.length()) {
        char next = line.charAt(at++);
        word.append(next == '"' ? "" : "\\").append(next);
      } else {
        word.append(c);
      }
    }
    if (quoted) {
      throw new BadLineException("a quote is not closed", "close it with \", or put a backslash before one that is meant");
    }
    return at;
  }

  boolean hasNext() {
    return next < words.size();
  }

  /** The next word without taking it; empty at the end. */
  String peek() {
    return hasNext() ? words.get(next) : "";
  }

  /** The next word; {@code what} is told to be missing when there is none. */
  String take(String what, String example) throws BadLineException {
    if (!hasNext()) {
      throw new BadLineException(what + " is missing at the end", "write it as in: " + example);
    }
    return words.get(next++);
  }
}
