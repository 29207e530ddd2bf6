package io.hotprobe.rules;

/** What stands between key and value. */
enum Operator {
  EQUAL("=="),
  NOT_EQUAL("!="),
  SET("="),
  ADD("+="),
  REMOVE("-="),
  FREEZE(":=");

  private static final Operator[] ALL = values();

  private final String text;

  Operator(String text) {
    this.text = text;
  }

  /** The operator that stands at {@code position}; null when there is none. */
  static Operator at(String line, int position) {
    for (Operator operator : ALL) {
      if (line.startsWith(operator.text, position)) {
        return operator;
      }
    }
    return null;
  }

  String text() {
    return text;
  }

  boolean isMatch() {
    return this == EQUAL || this == NOT_EQUAL;
  }

  /** The same among those that assign. */
  Operation operation() {
    return switch (this) {
      case SET -> Operation.SET;
      case ADD -> Operation.ADD;
      case REMOVE -> Operation.REMOVE;
      case FREEZE -> Operation.FREEZE;
      case EQUAL, NOT_EQUAL -> throw new IllegalStateException(text + " does not assign");
    };
  }
}
