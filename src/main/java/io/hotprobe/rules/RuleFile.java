package io.hotprobe.rules;

import java.nio.file.Path;
import java.util.List;

/** The lines of one file that have an effect or a label, in order. */
public record RuleFile(Path path, List<RuleLine> lines) {

  public RuleFile {
    lines = List.copyOf(lines);
  }
}
