package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes give rules and findings, soon, and never an exception. Seeded: a failure names its round. */
class RuleFuzzTest {

  private static final long SEED = 20_251_123;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String MARKS = "\"\\{}=!+-:,#|[]*?$%@\n\r\0 \tei";

  @TempDir Path directory;
  private final Random random = new Random(SEED);

  private void verify(byte[] bytes, int round) throws IOException {
    Path file = Files.write(directory.resolve("fuzz.rules"), bytes);
    List<Finding> findings = new ArrayList<>();
    try {
      Verification.of(List.of(file), RuleText.host(directory)).verify(findings::add);
      RuleFile rules = RuleText.raw(new String(bytes, StandardCharsets.ISO_8859_1)).rules;
      for (int i = 0; i < rules.lines().size(); i++) {
        int jump = rules.lines().get(i).jump();
        assertTrue(jump == RuleLine.NO_JUMP || jump > i && jump < rules.lines().size());
      }
    } catch (RuntimeException broken) {
      throw new AssertionError("round " + round, broken);
    }
    boolean plain = findings.stream().allMatch(finding -> finding.text().chars().noneMatch(c -> c < ' ' || c >= 0x7f));
    assertTrue(plain, "round " + round);
  }

  @Test
  void verify_randomBytes_neverBreaks() {
    assertTimeoutPreemptively(LIMIT, () -> {
      for (int round = 0; round < 500; round++) {
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        verify(bytes, round);
      }
    });
  }

  @Test
  void verify_randomMarks_neverBreaks() {
    assertTimeoutPreemptively(LIMIT, () -> {
      for (int round = 0; round < 400; round++) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(400); i > 0; i--) {
          text.append(random.nextInt(4) == 0 ? Key.values()[random.nextInt(Key.values().length)].name() : mark());
        }
        verify(text.toString().getBytes(StandardCharsets.ISO_8859_1), round);
      }
    });
  }

  @Test
  void verify_mutatedFiles_neverBreaks() {
    assertTimeoutPreemptively(LIMIT, () -> {
      List<Path> files = RuleFiles.filesOf(RecordedAnswers.read().directory());
      for (int round = 0; round < 400; round++) {
        StringBuilder text = new StringBuilder(Files.readString(files.get(round % files.size()), StandardCharsets.ISO_8859_1));
        for (int i = random.nextInt(20); i >= 0 && !text.isEmpty(); i--) {
          mutate(text);
        }
        verify(text.toString().getBytes(StandardCharsets.ISO_8859_1), round);
      }
    });
  }

  private void mutate(StringBuilder text) {
    int at = random.nextInt(text.length());
    switch (random.nextInt(4)) {
      case 0 -> text.insert(at, mark());
      case 1 -> text.deleteCharAt(at);
      case 2 -> text.setCharAt(at, mark());
      default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(200))));
    }
  }

  private char mark() {
    return MARKS.charAt(random.nextInt(MARKS.length()));
  }

  @Test
  void verify_longestLinesOfShortTokens_areLookedThroughSoon() {
    assertTimeoutPreemptively(LIMIT, () -> {
      String line = "TAG=\"a\"".repeat(2300) + "\n";
      String guards = "KERNEL==\"a\",GOTO=\"z\"\n".repeat(20_000) + "LABEL=\"z\"\n";
      verify(line.repeat(8).getBytes(StandardCharsets.ISO_8859_1), 0);
      verify(guards.getBytes(StandardCharsets.ISO_8859_1), 1);
    });
  }

  @Test
  void verify_emptyFile_findsNothing() throws IOException {
    List<Finding> findings = new ArrayList<>();
    Path file = Files.write(directory.resolve("empty.rules"), new byte[0]);

    assertEquals(1, Verification.of(List.of(file), RuleText.host(directory)).verify(findings::add).checked());
    assertEquals(List.of(), findings);
  }
}
