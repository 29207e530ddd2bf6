package io.hotprobe.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * Parts text as udev does commands and lists of words: at blanks. Quotes of either sort hold a word together and are taken off; a
 * backslash is a char like any other; a quote that is not closed reaches to the end.
 */
public final class QuotedWords {

  private QuotedWords() {}

  /** The words; the caller's own list. */
  public static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Blank.separates(c)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
      } else {
        word.append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
