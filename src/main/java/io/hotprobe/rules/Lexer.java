package io.hotprobe.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a line apart. Source: {@code parse_line} of systemd 257 and its answers. */
final class Lexer {

  private static final String BLANKS = " \t\n\r";
  private static final String KEY_ENDS = BLANKS + "{";
  private static final String SEPARATORS = BLANKS + ",";

  private final String line;
  private final List<WrittenToken> tokens = new ArrayList<>();
  private int position;

  private Lexer(String line) {
    this.line = line;
  }

  /**
   * What a line consists of.
   *
   * @param tokens those before the first place that cannot be read
   * @param brokenAt where the rest begins that cannot be read; -1 when all could be
   */
  record Lexed(List<WrittenToken> tokens, int brokenAt) {}

  static Lexed lex(String line) {
    return new Lexer(line).all();
  }

  private Lexed all() {
    while (true) {
      position = skip(position, SEPARATORS);
      if (position == line.length()) {
        return new Lexed(tokens, -1);
      }
      Optional<WrittenToken> token = token(position);
      if (token.isEmpty()) {
        return new Lexed(tokens, position);
      }
      tokens.add(token.get());
      position = token.get().end();
    }
  }

  private Optional<WrittenToken> token(int begin) {
    int keyEnd = keyEnd(begin);
    String attribute = null;
    int at = keyEnd;
    if (at < line.length() && line.charAt(at) == '{') {
      int close = line.indexOf('}', at);
      if (close < 0) {
        return Optional.empty();
      }
      attribute = line.substring(at + 1, close);
      at = close + 1;
    }
    at = skip(at, BLANKS);
    Operator operator = Operator.at(line, at);
    if (operator == null) {
      return Optional.empty();
    }
    QuotedValue value = QuotedValue.at(line, skip(at + operator.text().length(), BLANKS));
    if (value == null) {
      return Optional.empty();
    }
    String key = line.substring(begin, keyEnd);
    String text = line.substring(begin, value.end());
    return Optional.of(new WrittenToken(key, attribute, operator, value.ignoreCase(), value.text(), text, begin, value.end()));
  }

  private int keyEnd(int begin) {
    int end = begin;
    while (end < line.length() && KEY_ENDS.indexOf(line.charAt(end)) < 0 && Operator.at(line, end) == null) {
      end++;
    }
    return end;
  }

  private int skip(int from, String what) {
    int at = from;
    while (at < line.length() && what.indexOf(line.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}
