package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.fuzz.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is promised of any bytes that are taken for rules. */
public final class RulesTargets {

  private RulesTargets() {}

  public static void rules(byte[] bytes) throws IOException {
    Path file = Scratch.file("fuzz.rules", bytes);
    List<Finding> findings = new ArrayList<>();
    Verification.of(List.of(file), RuleText.host(Scratch.root())).verify(findings::add);
    for (Finding finding : findings) {
      assertTrue(finding.text().chars().noneMatch(c -> c < ' ' || c >= 0x7f), finding.text());
    }
    RuleFile rules = RuleText.raw(new String(bytes, StandardCharsets.ISO_8859_1)).rules;
    for (int i = 0; i < rules.lines().size(); i++) {
      int jump = rules.lines().get(i).jump();
      assertTrue(jump == RuleLine.NO_JUMP || jump > i && jump < rules.lines().size());
    }
  }
}
