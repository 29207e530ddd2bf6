package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.util.List;
import java.util.Set;

/**
 * Looks for tokens of one line that say the same twice, or that cannot both hold. Only what {@code udevadm verify} sees is seen here: the
 * same key, and either plain alternatives or globs that begin with different letters.
 */
final class Conflicts {

  private static final String GLOB_MARKS = "*?[";

  /** Values of SUBSYSTEM that stand for one another. */
  private static final Set<String> ALIKE = Set.of("subsystem", "bus", "class");

  private final LineFindings findings;
  private boolean conflict;
  private boolean duplicate;

  private Conflicts(LineFindings findings) {
    this.findings = findings;
  }

  /** Tells each of the two kinds at most once; true when the line can never match. */
  static boolean check(RuleLine line, LineFindings findings) {
    Conflicts conflicts = new Conflicts(findings);
    List<Sameness> all = line.tokens().stream().map(Sameness::of).toList();
    for (int i = 0; i < all.size(); i++) {
      for (int k = i + 1; k < all.size() && all.get(k).kind() == all.get(i).kind(); k++) {
        conflicts.pair(all.get(i), all.get(k));
      }
    }
    return conflicts.conflict;
  }

  private void pair(Sameness one, Sameness other) {
    if (!one.isLike(other)) {
      return;
    }
    if (one.values().equals(other.values())) {
      if (one.operator() == other.operator()) {
        duplicate();
      } else if (one.operator().isMatch() && other.operator().isMatch()) {
        conflict();
      }
    } else if (one.operator() == Operator.EQUAL && other.operator() == Operator.EQUAL && one.isTakenAsItIs() && exclude(one, other)) {
      conflict();
    }
  }

  private void duplicate() {
    if (!duplicate) {
      duplicate = true;
      findings.tell(Kind.DUPLICATE, "the same expression twice");
    }
  }

  private void conflict() {
    if (!conflict) {
      conflict = true;
      findings.tell(Kind.CONFLICT, "conflicting match expressions, the line has no effect");
    }
  }

  private static boolean exclude(Sameness one, Sameness other) {
    return switch (one.form()) {
      case "plain" -> one.values().stream().noneMatch(other.values()::contains);
      case "glob" -> one.values().stream().allMatch(glob -> other.values().stream().allMatch(against -> differ(glob, against)));
      default -> false;
    };
  }

  private static boolean differ(String one, String other) {
    int common = Math.min(literal(one), literal(other));
    return common > 0 && !one.regionMatches(0, other, 0, common);
  }

  private static int literal(String glob) {
    int end = 0;
    while (end < glob.length() && GLOB_MARKS.indexOf(glob.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /**
   * What two tokens are compared by.
   *
   * @param form of the value; tokens of different forms are never compared
   * @param data what else must be the same: the attribute, the number
   * @param values the alternatives, or the one value
   */
  private record Sameness(TokenKind kind, String form, String data, Operator operator, Set<String> values) {

    private static final Set<TokenKind> ATTRIBUTES = Set.of(TokenKind.MATCH_ATTR, TokenKind.MATCH_ATTRS);
    private static final String KEEPS_BLANKS = " b";

    static Sameness of(Token token) {
      WrittenToken written = Lexer.lex(token.written()).tokens().get(0);
      if (token instanceof Token.Match) {
        return ofMatch(token.kind(), written);
      }
      Operator operator = operator(written);
      if (token instanceof Token.Account account) {
        return new Sameness(token.kind(), "number", Integer.toString(account.id()), operator, Set.of());
      }
      if (token instanceof Token.Mode mode) {
        return new Sameness(token.kind(), "number", Integer.toString(mode.mode()), operator, Set.of());
      }
      if (token instanceof Token.Option option) {
        return new Sameness(token.kind(), "option", option.value(), Operator.SET, Set.of());
      }
      return new Sameness(token.kind(), "value", written.attributeOrEmpty(), operator, Set.of(written.value()));
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
        return new Sameness(kind, "empty", data, turned, Set.of());
      }
      if (value.isEmpty()) {
        return new Sameness(kind, "empty", data, operator, Set.of());
      }
      data += ATTRIBUTES.contains(kind) && endsInBlank(value) ? KEEPS_BLANKS : "";
      if (kind == TokenKind.MATCH_SUBSYSTEM && ALIKE.contains(value)) {
        return new Sameness(kind, "any subsystem", data, operator, Set.of());
      }
      List<String> parts = List.of(value.split("\\|", -1));
      Set<String> filled = Set.copyOf(parts.stream().filter(part -> !part.isEmpty()).toList());
      String form = value.chars().anyMatch(c -> GLOB_MARKS.indexOf(c) >= 0) ? "glob" : "plain";
      return new Sameness(kind, parts.contains("") ? form + " or empty" : form, data, operator, filled);
    }

    private static boolean endsInBlank(String value) {
      return " \t\n\r".indexOf(value.charAt(value.length() - 1)) >= 0;
    }

    /** Whether the value is compared without cutting blanks off its end, as is done to attributes if the pattern does not end in one. */
    boolean isTakenAsItIs() {
      return !ATTRIBUTES.contains(kind) || data.endsWith(KEEPS_BLANKS);
    }

    boolean isLike(Sameness other) {
      return form.equals(other.form) && data.equals(other.data);
    }
  }
}
