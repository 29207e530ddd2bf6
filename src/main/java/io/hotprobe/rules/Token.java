package io.hotprobe.rules;

/** One {@code KEY{attribute}op"value"} of a line, checked and compiled. */
public sealed interface Token {

  TokenKind kind();

  /** As it stands in the file. */
  String written();

  /**
   * Compares a value with a pattern: the {@code MATCH_} kinds.
   *
   * @param attribute what stands in the braces, empty when there are none
   * @param equal true for {@code ==}, false for {@code !=}
   */
  record Match(TokenKind kind, Template attribute, boolean equal, Pattern pattern, String written) implements Token {}

  /**
   * Tries something and looks whether it worked: {@code TEST}, {@code PROGRAM} and the {@code IMPORT_} kinds.
   *
   * @param detail the octal mode of TEST and the builtin's name of IMPORT{builtin}; else empty
   * @param equal false when it must fail
   */
  record Attempt(TokenKind kind, String detail, boolean equal, Template value, String written) implements Token {}

  /**
   * Assigns: the {@code SET_} and {@code RUN_} kinds.
   *
   * @param attribute what stands in the braces, empty when there are none
   */
  record Assignment(TokenKind kind, Template attribute, Operation operation, Template value, String written) implements Token {}

  /**
   * OWNER or GROUP whose literal name or number was resolved when the file was read.
   *
   * @param id unsigned; {@link #NOBODY} for a name that is not known, which takes back what a line before has assigned
   */
  record Account(TokenKind kind, Operation operation, int id, String written) implements Token {

    /** The one number that is no account. */
    public static final int NOBODY = -1;
  }

  /** MODE whose literal number was read with the file. */
  record Mode(TokenKind kind, Operation operation, int mode, String written) implements Token {}

  /**
   * One of OPTIONS.
   *
   * @param operation FREEZE where {@code :=} was written, which counts for {@code watch} and {@code nowatch}
   * @param value the number or word after the equal sign; {@code true} or {@code false} for watch and nowatch
   */
  record Option(TokenKind kind, Operation operation, String value, String written) implements Token {}
}
