package io.hotprobe.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The variable {@code MODPROBE_OPTIONS}: arguments that come before those of the command line, and, with what the command line adds to
 * them, those of every modprobe that a command of the configuration runs.
 */
final class OptionsVariable {

  static final String NAME = "MODPROBE_OPTIONS";

  private static final String BLANKS = " \t\n";
  private static final String QUOTES = "\"'";

  private final String given;
  private final List<String> handedOn = new ArrayList<>();

  OptionsVariable(Map<String, String> environment) {
    given = environment.getOrDefault(NAME, "");
    if (!given.isEmpty()) {
      handedOn.add(given);
    }
  }

  /**
   * What the variable says, then {@code arguments}.
   *
   * @throws UsageException if a quote is not closed
   */
  String[] before(String[] arguments) {
    List<String> all = words(given);
    all.addAll(Arrays.asList(arguments));
    return all.toArray(new String[0]);
  }

  /** What to know of the variable when the arguments are wrong; empty when it says nothing. */
  String note() {
    return given.isBlank() ? "" : " (the environment's " + NAME + " puts this before the arguments: " + given.strip() + ")";
  }

  /** The words of a text: blanks divide, quotes of either kind keep together what is between them. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    int quote = -1;
    for (char c : text.toCharArray()) {
      if (quote < 0 && BLANKS.indexOf(c) >= 0) {
        add(word, words);
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (quote < 0 && QUOTES.indexOf(c) >= 0) {
        quote = c;
      } else if (c == quote) {
        quote = -1;
      } else {
        word.append(c);
      }
    }
    if (quote >= 0) {
      throw new UsageException(NAME + " has a quote that is not closed: " + text);
    }
    add(word, words);
    return words;
  }

  private static void add(StringBuilder word, List<String> words) {
    if (word != null) {
      words.add(word.toString());
    }
  }

  /** Adds an option for the commands we run. */
  void add(String option) {
    handedOn.add(option);
  }

  /** Adds an option with its value. */
  void add(String option, String value) {
    boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> BLANKS.indexOf(c) >= 0 || QUOTES.indexOf(c) >= 0);
    String quote = plain ? "" : value.indexOf('\'') < 0 ? "'" : "\"";
    add(option + " " + quote + value + quote);
  }

  /** The variable for the commands we run; empty when it is not set for us and nothing was added. */
  Map<String, String> environment() {
    return handedOn.isEmpty() ? Map.of() : Map.of(NAME, ByteText.of(String.join(" ", handedOn)));
  }
}
