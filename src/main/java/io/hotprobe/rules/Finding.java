package io.hotprobe.rules;

import io.hotprobe.module.SourceLine;

/**
 * Something that is or may be wrong in a rule file.
 *
 * @param text one clause, no final stop
 */
public record Finding(Severity severity, SourceLine at, String text) {

  /** How bad it is. */
  public enum Severity {
    /** The line, or the token, is ignored. */
    ERROR,
    /** It works, but hardly as it was meant. */
    WARNING,
    /** It works, and is not written as others write it. */
    STYLE
  }

  @Override
  public String toString() {
    return at + " " + text;
  }
}
