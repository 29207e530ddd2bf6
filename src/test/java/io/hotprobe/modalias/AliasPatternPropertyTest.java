package io.hotprobe.modalias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Every other seed is new on every run; a failure names it. */
class AliasPatternPropertyTest {

  private static final int ROUNDS = 20_000;

  @Test
  void matches_randomPatternsAndTexts_asTheReference() {
    int matched = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      PatternGenerator generator = new PatternGenerator(seed);
      List<PatternGenerator.Element> pattern = generator.pattern();
      String source = PatternGenerator.source(pattern);
      String text = generator.textFor(pattern);
      boolean expected = PatternGenerator.matches(pattern, 0, text, 0);
      assertEquals(expected, AliasPattern.matches(source, text), () -> "seed=" + seed + " " + source + " " + text);
      matched += expected ? 1 : 0;
    }
    assertTrue(matched > ROUNDS / 4 && matched < ROUNDS * 9 / 10, "a one-sided sample, matched=" + matched);
  }

  @Test
  void matches_anyBytes_neverThrow() {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      String pattern = noise(random);
      String text = noise(random);
      try {
        AliasPattern.matches(pattern, text);
        assertTrue(AliasPattern.matches(pattern + "*", pattern) || pattern.matches("(?s).*[\\\\\\[].*"));
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("seed=" + seed + " " + pattern + " " + text, failure);
      }
    }
  }

  private static String noise(SplittableRandom random) {
    StringBuilder noise = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      noise.append(random.nextInt(4) == 0 ? (char) random.nextInt(256) : "[]!^-\\*?:.=a".charAt(random.nextInt(12)));
    }
    return noise.toString();
  }
}
