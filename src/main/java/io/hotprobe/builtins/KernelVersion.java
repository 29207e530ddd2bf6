package io.hotprobe.builtins;

import io.hotprobe.rules.Pattern;
import io.hotprobe.rules.QuotedWords;
import java.util.List;

/**
 * Whether a kernel's release is what {@code KernelVersion=} asks for: words that all have to hold, each a glob, or one of
 * {@code < <= = == != <> >= >} and a version, also apart. Numbers in versions are compared as numbers, the rest as text.
 */
final class KernelVersion {

  private static final List<String> OPERATORS = List.of("<=", ">=", "==", "!=", "<>", "<", ">", "=");

  private KernelVersion() {}

  static boolean holds(String asked, String release) {
    String pending = "";
    for (String word : QuotedWords.of(asked)) {
      if (OPERATORS.contains(word)) {
        pending = word;
        continue;
      }
      if (!wordHolds(pending + word, release)) {
        return false;
      }
      pending = "";
    }
    return pending.isEmpty();
  }

  private static boolean wordHolds(String word, String release) {
    for (String operator : OPERATORS) {
      if (word.startsWith(operator)) {
        return holds(operator, compare(release, word.substring(operator.length())));
      }
    }
    return Pattern.of(word, false).matches(release);
  }

  private static boolean holds(String operator, int order) {
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      case "!=", "<>" -> order != 0;
      default -> order == 0;
    };
  }

  /** Runs of digits and runs of anything else in turn; the longer goes after. */
  static int compare(String one, String other) {
    int i = 0;
    int j = 0;
    while (i < one.length() && j < other.length()) {
      int toI = run(one, i);
      int toJ = run(other, j);
      int order = compareRuns(one.substring(i, toI), other.substring(j, toJ));
      if (order != 0) {
        return order;
      }
      i = toI;
      j = toJ;
    }
    return Integer.compare(one.length() - i, other.length() - j);
  }

  private static int run(String text, int from) {
    int to = from;
    while (to < text.length() && isDigit(text.charAt(to)) == isDigit(text.charAt(from))) {
      to++;
    }
    return to;
  }

  private static int compareRuns(String one, String other) {
    if (!isDigit(one.charAt(0)) || !isDigit(other.charAt(0))) {
      return one.compareTo(other);
    }
    String first = one.replaceFirst("^0+", "");
    String second = other.replaceFirst("^0+", "");
    return first.length() == second.length() ? first.compareTo(second) : Integer.compare(first.length(), second.length());
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
