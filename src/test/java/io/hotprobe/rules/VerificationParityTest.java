package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.rules.Finding.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Holds verification against the recorded answers of {@code udevadm verify} of systemd 257. */
class VerificationParityTest {

  private final List<Finding> findings = new ArrayList<>();

  private Verification.Report verify(Path directory) throws IOException {
    Host host = RuleText.host(Path.of("/nonexistent/usr/lib/udev"));
    return Verification.of(List.of(directory), host).verify(findings::add);
  }

  @Test
  void verify_recordedFiles_findsWhatUdevadmFinds() throws IOException {
    RecordedAnswers answers = RecordedAnswers.read();
    verify(answers.directory());

    List<String> found = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding.origin() == Origin.UDEV) {
        found.add(finding.at().file().getFileName() + ":" + finding.at().line() + " " + finding.kind());
      }
    }
    found.sort(null);
    assertTrue(answers.findings().size() > 500, "so many were recorded");
    assertEquals(String.join("\n", answers.findings()), String.join("\n", found));
  }

  @Test
  void verify_recordedFiles_judgesThemAsUdevadmDoes() throws IOException {
    RecordedAnswers answers = RecordedAnswers.read();
    Verification.Report report = verify(answers.directory());

    Map<String, String> verdicts = new TreeMap<>();
    answers.verdicts().keySet().forEach(name -> verdicts.put(name, "success"));
    report.unstylish().forEach(file -> verdicts.put(file.getFileName().toString(), "unstylish"));
    report.failed().forEach(file -> verdicts.put(file.getFileName().toString(), "failed"));
    assertEquals(answers.verdicts(), verdicts);
    assertEquals(answers.verdicts().size(), report.checked());
  }
}
