package io.hotprobe.rules;

import io.hotprobe.module.Programs.Sandbox;
import io.hotprobe.module.SourceLine;
import java.util.Optional;

/**
 * One entry of the RUN list, substitutions done.
 *
 * @param at the line that put it there
 */
public record RunCommand(Type type, String command, SourceLine at, Optional<Sandbox> sandbox) {

  /** Who runs it. */
  public enum Type {
    PROGRAM,
    BUILTIN
  }
}
