package io.hotprobe.rules;

import java.util.ArrayList;
import java.util.List;

/** Parts a command as udev does: at blanks, quotes of either sort hold a word together, a backslash is a letter like any other. */
final class CommandWords {

  private CommandWords() {}

  static List<String> of(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int at = 0; at < command.length(); at++) {
      char c = command.charAt(at);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        begun = true;
      } else if (" \t\n\r".indexOf(c) < 0) {
        word.append(c);
        begun = true;
      } else if (begun) {
        words.add(word.toString());
        word.setLength(0);
        begun = false;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
