package io.hotprobe.rules;

import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.Finding.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of all files under verification: tells where one stands that a GOTO seeks in vain. */
final class Labels {

  private final Map<String, List<SourceLine>> places = new HashMap<>();

  Labels(List<VerifiedFile> files) {
    for (VerifiedFile file : files) {
      for (RuleLine line : file.rules.lines()) {
        if (line.label() != null) {
          places.computeIfAbsent(line.label(), label -> new ArrayList<>()).add(line.at());
        }
      }
    }
  }

  /** Adds a finding for each GOTO of the file whose label stands elsewhere. */
  void explain(VerifiedFile file) {
    file.rules.missingLabels().forEach((line, label) -> {
      List<SourceLine> found = places.getOrDefault(label, List.of());
      if (!found.isEmpty()) {
        SourceLine place = found.stream().filter(at -> at.file().equals(file.source.path())).findFirst().orElse(found.get(0));
        boolean above = place.file().equals(file.source.path());
        String text = above ? "above, at " + place + "; GOTO only leads down" : "in " + place + "; GOTO stays in its file";
        file.findings.add(new Finding(Kind.LABEL_ELSEWHERE, file.at(line), "LABEL=" + FileFindings.quoted(label) + " stands " + text));
      }
    });
  }
}
