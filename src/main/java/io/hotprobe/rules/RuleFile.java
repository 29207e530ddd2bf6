package io.hotprobe.rules;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The lines of one file that have an effect or a label, in order.
 *
 * @param missingLabels those that stand nowhere below the GOTO that names them, by the number of the GOTO's line
 */
public record RuleFile(Path path, List<RuleLine> lines, Map<Integer, String> missingLabels) {

  public RuleFile {
    lines = List.copyOf(lines);
    missingLabels = Map.copyOf(missingLabels);
  }

  /** A file whose GOTOs all lead somewhere. */
  public RuleFile(Path path, List<RuleLine> lines) {
    this(path, lines, Map.of());
  }
}
