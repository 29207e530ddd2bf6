package io.hotprobe.rules;

import io.hotprobe.module.Programs.Sandbox;
import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.RuleLine.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A line that is being put together. */
final class LineDraft {

  private static final Set<TokenKind> OF_NODES =
      EnumSet.of(TokenKind.SET_SYMLINK, TokenKind.SET_OWNER, TokenKind.SET_GROUP, TokenKind.SET_MODE);

  private final SourceLine at;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private String label;
  private String goTo;
  private int jump = RuleLine.NO_JUMP;
  private Optional<Sandbox> sandbox = Optional.empty();

  LineDraft(SourceLine at, String text) {
    this.at = at;
    this.text = text;
  }

  void add(Token token) {
    tokens.add(token);
  }

  /** The label; null when there is none. */
  String label() {
    return label;
  }

  void label(String name) {
    label = name;
  }

  /** The label to go to; null when there is none. */
  String goTo() {
    return goTo;
  }

  void goTo(String name) {
    goTo = name;
  }

  void jump(int line) {
    jump = line;
  }

  void sandbox(Sandbox confined) {
    sandbox = Optional.of(confined);
  }

  Optional<Sandbox> sandbox() {
    return sandbox;
  }

  SourceLine at() {
    return at;
  }

  /** Whether a RESULT stands before a PROGRAM, which is evaluated first all the same. */
  boolean asksResultBeforeProgram() {
    boolean asked = false;
    for (Token token : tokens) {
      asked |= token.kind() == TokenKind.MATCH_RESULT;
      if (asked && token.kind() == TokenKind.PROGRAM) {
        return true;
      }
    }
    return false;
  }

  /** Whether anything comes of the line, be it only that another one goes to its label. */
  boolean hasEffect() {
    return label != null || goTo != null || hasTokensOfEffect();
  }

  /** Whether anything comes of it besides what its label and its GOTO are for. */
  boolean hasTokensOfEffect() {
    return tokens.stream().anyMatch(token -> isEffect(token.kind()));
  }

  RuleLine finish() {
    List<Token> ordered = new ArrayList<>(tokens);
    ordered.sort(Comparator.comparing(Token::kind).thenComparing(LineDraft::isResolved));
    return new RuleLine(at, text, label, ordered, jump, scope(), sandbox);
  }

  /** Of one kind, OWNER, GROUP and MODE that wait for the event come before those known by now. */
  private static boolean isResolved(Token token) {
    return token instanceof Token.Account || token instanceof Token.Mode;
  }

  private static boolean isEffect(TokenKind kind) {
    return kind.compareTo(TokenKind.PROGRAM) >= 0 && kind != TokenKind.MATCH_RESULT;
  }

  private Scope scope() {
    boolean node = false;
    boolean name = false;
    for (Token token : tokens) {
      if (OF_NODES.contains(token.kind())) {
        node = true;
      } else if (token.kind() == TokenKind.SET_NAME) {
        name = true;
      } else if (isEffect(token.kind()) && token.kind() != TokenKind.OPTION_STATIC_NODE) {
        return Scope.ANY;
      }
    }
    if (goTo != null) {
      return Scope.ANY;
    }
    if (node) {
      return name ? Scope.NODE_OR_INTERFACE : Scope.NODE;
    }
    return name ? Scope.INTERFACE : Scope.NONE;
  }
}
