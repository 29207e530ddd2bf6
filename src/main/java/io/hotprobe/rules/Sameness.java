package io.hotprobe.rules;

import java.util.List;
import java.util.Set;

/**
 * What two tokens are compared by.
 *
 * @param form of the value; tokens of different forms are never compared
 * @param data what else must be the same: the attribute, the number
 * @param values the alternatives, or the one value
 */
record Sameness(TokenKind kind, Form form, String data, Operator operator, Set<String> values) {

  static final String GLOB_MARKS = "*?[";

  /** Values of SUBSYSTEM that stand for one another. */
  private static final Set<String> ALIKE = Set.of("subsystem", "bus", "class");

  private static final Set<TokenKind> ATTRIBUTES = Set.of(TokenKind.MATCH_ATTR, TokenKind.MATCH_ATTRS);
  private static final String KEEPS_BLANKS = " b";

  /** What a value is like. */
  enum Form {
    PLAIN,
    PLAIN_OR_EMPTY,
    GLOB,
    GLOB_OR_EMPTY,
    EMPTY,
    ANY_SUBSYSTEM,
    NUMBER,
    WORD,
    TEXT;

    private static Form of(boolean glob, boolean empty) {
      if (glob) {
        return empty ? GLOB_OR_EMPTY : GLOB;
      }
      return empty ? PLAIN_OR_EMPTY : PLAIN;
    }
  }

  static Sameness of(Token token) {
    WrittenToken written = Lexer.lex(token.written()).tokens().get(0);
    if (token instanceof Token.Match) {
      return ofMatch(token.kind(), written);
    }
    Operator operator = operator(written);
    if (token instanceof Token.Account account) {
      return new Sameness(token.kind(), Form.NUMBER, Integer.toString(account.id()), operator, Set.of());
    }
    if (token instanceof Token.Mode mode) {
      return new Sameness(token.kind(), Form.NUMBER, Integer.toString(mode.mode()), operator, Set.of());
    }
    if (token instanceof Token.Option option) {
      return new Sameness(token.kind(), Form.WORD, option.value(), Operator.SET, Set.of());
    }
    return new Sameness(token.kind(), Form.TEXT, written.attributeOrEmpty(), operator, Set.of(written.value()));
  }

  private static Operator operator(WrittenToken written) {
    Key key = Key.of(written.key());
    if (key == Key.PROGRAM || key == Key.IMPORT) {
      return written.operator() == Operator.NOT_EQUAL ? Operator.NOT_EQUAL : Operator.EQUAL;
    }
    return key.assumesSet(written.operator()) ? Operator.SET : written.operator();
  }

  private static Sameness ofMatch(TokenKind kind, WrittenToken written) {
    String value = written.value();
    Operator operator = written.operator();
    String data = written.attributeOrEmpty() + (written.ignoreCase() ? " i" : "");
    if (value.equals("?*")) {
      Operator turned = operator == Operator.EQUAL ? Operator.NOT_EQUAL : Operator.EQUAL;
      return new Sameness(kind, Form.EMPTY, data, turned, Set.of());
    }
    if (value.isEmpty()) {
      return new Sameness(kind, Form.EMPTY, data, operator, Set.of());
    }
    data += ATTRIBUTES.contains(kind) && endsInBlank(value) ? KEEPS_BLANKS : "";
    if (kind == TokenKind.MATCH_SUBSYSTEM && ALIKE.contains(value)) {
      return new Sameness(kind, Form.ANY_SUBSYSTEM, data, operator, Set.of());
    }
    List<String> parts = List.of(value.split("\\|", -1));
    Set<String> filled = Set.copyOf(parts.stream().filter(part -> !part.isEmpty()).toList());
    boolean glob = value.chars().anyMatch(c -> GLOB_MARKS.indexOf(c) >= 0);
    return new Sameness(kind, Form.of(glob, parts.contains("")), data, operator, filled);
  }

  private static boolean endsInBlank(String value) {
    return Blank.separates(value.charAt(value.length() - 1));
  }

  /** Whether it wants its values as they are: blanks are cut off an attribute's end, if the pattern does not end in one. */
  boolean isWanted() {
    return operator == Operator.EQUAL && (!ATTRIBUTES.contains(kind) || data.endsWith(KEEPS_BLANKS));
  }

  boolean isLike(Sameness other) {
    return form == other.form && data.equals(other.data);
  }
}
