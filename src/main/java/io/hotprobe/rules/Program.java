package io.hotprobe.rules;

import java.util.List;

/** All rules of a set of files, in the order in which they are evaluated. Immutable, safe for any thread. */
public record Program(List<RuleFile> files) {

  /** No rules. */
  public static final Program EMPTY = new Program(List.of());

  public Program {
    files = List.copyOf(files);
  }
}
