package io.hotprobe.config;

import io.hotprobe.module.SourceLine;
import java.util.List;

/**
 * Decides what follows an {@code if}.
 *
 * <pre>
 *   A op B       text is compared; op is == = != &lt; &lt;= &gt; &gt;=
 *   -n A op B    numbers are
 *   -f FILE      it can be read; below the root
 *   -k           called to load a module that may go again: never, since the file is read once for all callers
 *   ! EXPRESSION
 *   WORD         true unless empty, 0 or false
 * </pre>
 */
final class Expression {

  private final SourceLine at;
  private final Values values;

  Expression(SourceLine at, Values values) {
    this.at = at;
    this.values = values;
  }

  boolean isTrue(String text) throws InvalidConfigException {
    RawWords words = new RawWords(text);
    String first = words.next();
    boolean wanted = true;
    while (first.equals("!")) {
      wanted = !wanted;
      first = words.next();
    }
    return holds(first, words) == wanted;
  }

  private boolean holds(String first, RawWords words) throws InvalidConfigException {
    return switch (first) {
      case "" -> throw new InvalidConfigException(at, "a condition is missing", "write one behind it");
      case "-k" -> false;
      case "-f" -> isReadable(words.rest());
      case "-n" -> compared(words.next(), words, true);
      default -> words.atEnd() ? isTrueWord(expanded(first)) : compared(first, words, false);
    };
  }

  private boolean isReadable(String file) throws InvalidConfigException {
    if (file.isEmpty()) {
      throw new InvalidConfigException(at, "-f names no file", "write: -f FILE");
    }
    return values.isReadable(expanded(file), at);
  }

  private static boolean isTrueWord(String word) {
    return !word.isEmpty() && !word.equals("0") && !word.equals("false");
  }

  private boolean compared(String left, RawWords words, boolean numeric) throws InvalidConfigException {
    String operator = words.next();
    String a = expanded(left);
    String b = expanded(words.next());
    int order = numeric ? Long.compare(number(a), number(b)) : a.compareTo(b);
    return switch (operator) {
      case "==", "=" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      default -> throw neither(left, operator);
    };
  }

  private InvalidConfigException neither(String left, String operator) {
    boolean isTest = left.matches("-[A-Za-z]");
    String problem = isTest ? "not a test: " + FileDiagnostics.quoted(left) : "not a comparison: " + FileDiagnostics.quoted(operator);
    return new InvalidConfigException(
        at, problem, "use A == B, with !=, <, <=, > or >= likewise, -n before it for numbers, -f FILE or -k; before each may be a !");
  }

  private String expanded(String word) throws InvalidConfigException {
    List<String> words = WordExpansion.words(word, at, values);
    return words.isEmpty() ? "" : words.get(0);
  }

  /** The number at the start of {@code text} as C's strtol reads it with any base; 0 when there is none. */
  static long number(String text) {
    String digits = text.strip();
    boolean negative = digits.startsWith("-");
    digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
    int base = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      base = 16;
      digits = digits.substring(2);
    } else if (digits.startsWith("0")) {
      base = 8;
    }
    long number = 0;
    for (int i = 0; i < digits.length() && Character.digit(digits.charAt(i), base) >= 0; i++) {
      if (number > (Long.MAX_VALUE - base) / base) {
        return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      number = number * base + Character.digit(digits.charAt(i), base);
    }
    return negative ? -number : number;
  }
}
