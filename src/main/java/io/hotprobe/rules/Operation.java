package io.hotprobe.rules;

/** How an assignment changes what was there. */
public enum Operation {
  /** {@code =}: replaces. */
  SET("="),
  /** {@code +=}: adds. */
  ADD("+="),
  /** {@code -=}: takes out. */
  REMOVE("-="),
  /** {@code :=}: replaces, and nothing later changes it. */
  FREEZE(":=");

  private final String text;

  Operation(String text) {
    this.text = text;
  }

  /** As it is written. */
  public String text() {
    return text;
  }
}
