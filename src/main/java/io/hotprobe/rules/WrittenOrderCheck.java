package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for tokens that are written after one that they count on and evaluated before it: tokens are evaluated in the order of
 * their kinds.
 */
final class WrittenOrderCheck implements LineCheck {

  @Override
  public void check(RuleLine line, LineFindings findings) {
    List<Token> written = inWrittenOrder(line);
    List<Effect> effects = written.stream().map(Effect::of).toList();
    for (int reader = 1; reader < written.size(); reader++) {
      Token read = written.get(reader);
      for (int setter = 0; setter < reader; setter++) {
        if (written.get(setter).kind().compareTo(read.kind()) > 0 && effects.get(setter).reaches(read)) {
          tell(written.get(setter), read, findings);
          break;
        }
      }
    }
  }

  private static void tell(Token setter, Token reader, LineFindings findings) {
    String first = FileFindings.plain(reader.written());
    String second = FileFindings.plain(setter.written());
    findings.tell(Kind.WRITTEN_ORDER, first + " is evaluated before " + second + ", though written after it");
  }

  /** Tokens of one text keep their order; those that gave no token (labels, unknown options) are left out. */
  private static List<Token> inWrittenOrder(RuleLine line) {
    Map<String, Token> byText = new HashMap<>();
    line.tokens().forEach(token -> byText.put(token.written(), token));
    List<Token> written = new ArrayList<>();
    for (WrittenToken token : Lexer.lex(line.text()).tokens()) {
      if (byText.containsKey(token.text())) {
        written.add(byText.get(token.text()));
      }
    }
    return written;
  }

  /**
   * What a token changes.
   *
   * @param matched the kind that asks for it
   * @param name of the property or attribute; null for any
   * @param substitutions those that ask for it, without their mark
   */
  private record Effect(TokenKind matched, String name, List<String> substitutions) {

    private static final Effect NONE = new Effect(null, "", List.of());

    static Effect of(Token token) {
      return switch (token.kind()) {
        case SET_ENV -> property(attribute(token));
        case IMPORT_FILE, IMPORT_PROGRAM, IMPORT_BUILTIN, IMPORT_PARENT -> property(null);
        case IMPORT_DB, IMPORT_CMDLINE -> property(value(token));
        case SET_ATTR -> file(attribute(token));
        case SET_SYSCTL -> new Effect(TokenKind.MATCH_SYSCTL, attribute(token), List.of());
        case SET_TAG -> new Effect(TokenKind.MATCH_TAG, "", List.of());
        case SET_SYMLINK -> new Effect(TokenKind.MATCH_SYMLINK, "", List.of("$links", "%L"));
        case SET_NAME -> new Effect(TokenKind.MATCH_NAME, "", List.of("$name", "%D"));
        default -> NONE;
      };
    }

    private static Effect file(String name) {
      return new Effect(TokenKind.MATCH_ATTR, name, List.of("$attr{" + name + "}", "%s{" + name + "}"));
    }

    private static Effect property(String name) {
      List<String> substitutions = name == null ? List.of() : List.of("$env{" + name + "}", "%E{" + name + "}");
      return new Effect(TokenKind.MATCH_ENV, name, substitutions);
    }

    boolean reaches(Token reader) {
      if (reader instanceof Token.Match match && match.kind() == matched) {
        return name == null || name.equals(match.attribute().written());
      }
      String value = value(reader);
      return substitutions.stream().anyMatch(value::contains);
    }

    private static String attribute(Token token) {
      return token instanceof Token.Assignment assignment ? assignment.attribute().written() : "";
    }

    private static String value(Token token) {
      if (token instanceof Token.Assignment assignment) {
        return assignment.value().written();
      }
      return token instanceof Token.Attempt attempt ? attempt.value().written() : "";
    }
  }
}
