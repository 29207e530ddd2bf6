package io.hotprobe.policy;

import io.hotprobe.module.SourceLine;
import java.util.Locale;

/**
 * What a policy says of one module.
 *
 * @param at the line that decided
 * @param line its text
 * @param enforced false in warn-only mode: then a denial is only told
 */
public record Verdict(Kind kind, SourceLine at, String line, boolean enforced) {

  /** What a line can decide. */
  public enum Kind {
    ALLOW,
    /** To be loaded, and to be told. */
    WARN,
    DENY;

    /** As a policy spells it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      return null;
    }
  }

  /** Whether the module must not be loaded. */
  public boolean refuses() {
    return kind == Kind.DENY && enforced;
  }

  /** Whether somebody should be told of it. */
  public boolean isNotable() {
    return kind != Kind.ALLOW;
  }

  /** As shown to a person, after the module's name. */
  public String text() {
    String by = " by " + at + " (" + line + ")";
    return switch (kind) {
      case ALLOW -> "is allowed" + by;
      case WARN -> "is allowed with a warning" + by;
      case DENY -> (enforced ? "is denied" : "would be denied") + by;
    };
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + at;
  }
}
