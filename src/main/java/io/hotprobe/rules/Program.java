package io.hotprobe.rules;

import java.util.List;

/** All rules of a set of files, in the order in which they are evaluated. Immutable, safe for any thread. */
public record Program(List<RuleFile> files) {

  /** No rules. */
  public static final Program EMPTY = new Program(List.of());

  public Program {
    files = List.copyOf(files);
  }

  /** How many lines there are. */
  public int lines() {
    return files.stream().mapToInt(file -> file.lines().size()).sum();
  }
}
