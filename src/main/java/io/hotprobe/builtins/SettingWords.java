package io.hotprobe.builtins;

import java.util.ArrayList;
import java.util.List;

/** The words of a setting: split at blanks, but not between quotes, which are taken off. */
final class SettingWords {

  private SettingWords() {}

  static List<String> of(String value) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (char c : value.toCharArray()) {
      if (quote == 0 && CNumber.isSpace(c)) {
        word = finished(word, words);
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else {
        word.append(c);
      }
    }
    finished(word, words);
    return words;
  }

  private static StringBuilder finished(StringBuilder word, List<String> words) {
    if (word != null) {
      words.add(word.toString());
    }
    return null;
  }
}
