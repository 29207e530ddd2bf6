package io.hotprobe.rules.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every trap of the rule language, each in a case of its own, decided as udev 257 decides it. */
class LanguageTest {

  private static final Path CASES = Path.of("src/test/resources/rules/language");

  @TempDir Path temp;

  @TestFactory
  Stream<DynamicNode> rules_caseByCase_decideAsUdevDoes() throws IOException {
    Path sys = sysfs(temp.resolve("sys"));
    return RuleCases.all(CASES).stream()
        .map(
            file ->
                DynamicContainer.dynamicContainer(
                    file.file().getFileName().toString(),
                    file.complete().stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one, sys)))));
  }

  private void check(RuleCase one, Path sys) throws IOException {
    Path place = Files.createDirectories(temp.resolve("cases").resolve(one.name()));
    List<String> ours = HotprobeAnswer.decide(one, place, one.effects() ? sysfs(place.resolve("sys")) : sys);
    CaseFiles.unmask(one, place);
    assertEquals(String.join("\n", one.ours()), String.join("\n", ours), () -> String.join("\n", one.lines()));
  }

  @Test
  void recordings_udevAskedAgain_areWhatItDecides() throws IOException, InterruptedException {
    assumeTrue(UdevJail.missing() == null, UdevJail::missing);
    List<RuleCase> cases = new ArrayList<>();
    RuleCases.all(CASES).forEach(file -> file.complete().stream().filter(one -> !one.stated()).forEach(cases::add));
    sysfs(temp.resolve("sys"));
    List<List<String>> decisions = new UdevJail(temp).decide(cases);
    for (int i = 0; i < cases.size(); i++) {
      RuleCase one = cases.get(i);
      assertEquals(String.join("\n", one.expected()), String.join("\n", decisions.get(i)), one::name);
    }
    assertTrue(cases.size() > 200, "hardly any case is recorded");
  }

  private static Path sysfs(Path root) throws IOException {
    SysfsListing.unpack(Files.readAllLines(CASES.resolve("devices.txt"), StandardCharsets.UTF_8), root);
    return root;
  }
}
