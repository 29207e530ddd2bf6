package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternTest {

  private static boolean matches(String pattern, String text) {
    return Pattern.of(pattern, false).matches(text);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "sd*, sda, true", "sd*, xsda, false", "sd?, sda, true", "sd?, sd, false", "*, \"\", true", "?*, \"\", false", "?*, x, true",
        "*/x, a/b/x, true", ".*, .x, true", "*, .x, true", "a|b, b, true", "a|b, a|b, false", "a|, \"\", true", "|a, \"\", true",
        "a||b, \"\", true", "\"\", \"\", true", "\"\", x, false", "[a-c]x, bx, true", "[!a-c]x, bx, false", "[^a-c]x, dx, true",
        "[]]x, ]x, true", "[!]]x, ]x, false", "[a-]x, -x, true", "[z-a], m, false", "[[:alpha:]]1, q1, true", "[[:alpha:]]1, 11, false",
        "[![:digit:]_], 7, false", "[[:nope:]], n, false", "[[:nope:]]|n, n, true", "[a, [a, true", "[a, a, false", "[a*, [abc, true",
        "[a|b], [a, true", "[a|b], b], true", "[a|b], a, false", "\\*x*, *xy, true", "\\*x*, axy, false", "a\\b, a\\b, true",
        "a\\b*, ab, true", "a\\b*, a\\b, false", "x*\\, x, false", "[\\]]?, ]a, true", "[[=a=]]*, ab, true", "[[.-.]]*, -b, true"
      })
  void matches_pattern_asFnmatchDoes(String pattern, String text, boolean expected) {
    assertEquals(expected, matches(pattern, text), pattern + " on " + text);
  }

  @Test
  void matches_ignoringCase_foldsAsciiOnly() {
    assertTrue(Pattern.of("ABC|x*", true).matches("aBc"));
    assertTrue(Pattern.of("[A-C]?\\Z*", true).matches("b1z"));
    assertTrue(Pattern.of("[!a]*", true).matches("b"));
    assertFalse(Pattern.of("[!a]*", true).matches("A"));
    assertFalse(Pattern.of("\u00e4", true).matches("\u00c4"));
  }

  @Test
  void matches_charsOfAllBytes_areTold() {
    assertTrue(matches("[\u0080-\u00ff]*", "\u00c3\u00a4"));
    assertFalse(matches("[[:alpha:]]", "\u00e4"));
    assertTrue(matches("?", "\u00e4"));
  }

  @Test
  void matches_manyStars_takesNoExponentialTime() {
    String pattern = "a*".repeat(200) + "b";
    String text = "a".repeat(5000);
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertFalse(matches(pattern, text)));
  }

  @Test
  void matches_randomPatterns_equalsThePlainestReading() {
    Random random = new Random(4);
    int held = 0;
    for (int i = 0; i < 400_000; i++) {
      String pattern = text(random, "ab-*?[]!^|\\1", 8);
      if (random.nextInt(8) == 0) {
        pattern = pattern.replaceFirst("1", "[[:digit:]]");
      }
      String text = text(random, "ab-[]1*\\", 5);
      boolean expected = SlowGlob.matchesAny(pattern, text);
      assertEquals(expected, matches(pattern, text), "'" + pattern + "' on '" + text + "'");
      held += expected ? 1 : 0;
    }
    assertTrue(held > 10_000, "too few matches to tell anything: " + held);
  }

  private static String text(Random random, String alphabet, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
