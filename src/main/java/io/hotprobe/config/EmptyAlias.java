package io.hotprobe.config;

import io.hotprobe.module.SourceLine;

/**
 * One {@code alias} line of a modules.conf whose name stands for no module, so that asking for it loads nothing and is no failure.
 *
 * @param name as it is asked for, dashes folded
 */
public record EmptyAlias(String name, Kind kind, SourceLine at) {

  /** Why nothing is loaded. */
  public enum Kind {
    /** The name is switched off. */
    OFF("off"),
    /** What the name asks for counts as there. */
    NULL("null");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As written in place of a module's name. */
    public String word() {
      return word;
    }
  }
}
