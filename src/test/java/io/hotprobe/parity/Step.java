package io.hotprobe.parity;

import java.util.ArrayList;
import java.util.List;

/**
 * One command line of a case.
 *
 * @param line as written: words between blanks, quotes of both kinds group, {@code {root}} and {@code {release}} stand for the world's
 * @param answer as recorded; null before the first recording
 */
record Step(String line, Answer answer) {

  Step answered(Answer now) {
    return new Step(line, now);
  }

  /** The words, in a world. */
  List<String> words(World world) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (char c : world.filled(line).toCharArray()) {
      if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        word = word == null ? new StringBuilder() : word;
      } else if (quote == 0 && c == ' ') {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
      } else {
        word = (word == null ? new StringBuilder() : word).append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
