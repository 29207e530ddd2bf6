package io.hotprobe.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Options by their keys, as modutils joins them: a later one with the key of an earlier takes its place. One without a value is its own
 * key.
 */
final class OptionWords {

  private final Map<String, String> byKey = new LinkedHashMap<>();

  /** Adds options of a line; blanks outside double quotes divide them. */
  OptionWords addLine(String line) {
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || !quoted && ConfigLine.isSpace(line.charAt(i))) {
        add(line.substring(start, i));
        start = i + 1;
      } else if (line.charAt(i) == '"') {
        quoted = !quoted;
      }
    }
    return this;
  }

  /** Adds words; one with blanks gets the quotes that the kernel wants around its value. */
  OptionWords addAll(Collection<String> words) {
    words.forEach(word -> add(quoted(word)));
    return this;
  }

  private void add(String option) {
    if (!option.isEmpty()) {
      int equals = option.indexOf('=');
      byKey.put(equals < 0 ? option : option.substring(0, equals), option);
    }
  }

  private static String quoted(String word) {
    boolean isSpaced = word.chars().anyMatch(c -> ConfigLine.isSpace((char) c));
    if (!isSpaced || word.indexOf('"') >= 0) {
      return word;
    }
    int equals = word.indexOf('=');
    return word.substring(0, equals + 1) + '"' + word.substring(equals + 1) + '"';
  }

  @Override
  public String toString() {
    return String.join(" ", byKey.values());
  }
}
