package io.hotprobe.modalias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliasPatternTest {

  @ParameterizedTest(name = "pattern={0} text={1}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "usb:v1D6Bp*, usb:v1D6Bp0002d0606, true",
        "usb:v1D6Bp*, usb:v1D6Bp, true",
        "usb:v1D6Bp*, usb:v1D6B, false",
        "usb:v1D6B, usb:v1D6Bp, false",
        "\"\", \"\", true",
        "\"\", a, false",
        "*, \"\", true",
        "*, a/b/.c, true",
        "a*c, a/.b/c, true",
        "?, /, true",
        "?x, .x, true",
        "?, \"\", false",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false",
        "*ab, aab, true",
        "[0-9]*, 7x, true",
        "[0-9]*, x7, false",
        "[a-c], d, false",
        "[c-a], b, false",
        "[c-a], c, false",
        "[!a-c], d, true",
        "[!a-c], b, false",
        "[^a], a, false",
        "[^a], b, true",
        "[!a], /, true",
        "[]a], ], true",
        "[!]a], ], false",
        "[]-a], ^, true",
        "[a-], -, true",
        "[-a], -, true",
        "[a-c-e], -, true",
        "[a-c-e], d, false",
        "[[], [, true",
        "[a!], !, true",
        "[*?], *, true",
        "[*?], x, false",
        "[\\]], ], true",
        "[\\a-c], b, true",
        "[a-\\c], b, true",
        "[a-\\c], \\, false",
        "[[:digit:]x], 5, true",
        "[[:digit:]x], x, true",
        "[[:digit:]x], d, false",
        "[![:alpha:]], é, true",
        "[[:alpha:]], é, false",
        "[[:nope:]a], a, false",
        "[![:nope:]], a, false",
        "[a[:nope:]], a, true",
        "[[:Digit:]], D], true",
        "[[=a=]], a, true",
        "[[.-.]-/], ., true",
        "[a, [a, true",
        "[a, a, false",
        "[], [], true",
        "[!], [!], true",
        "x[, x[, true",
        "\\*, *, true",
        "\\*, a, false",
        "\\a, a, true",
        "\\\\, \\, true",
        "\\, \\, false",
        "a\\, a, false",
        "*\\*, a*, true",
        "\\[a], [a], true",
      })
  void matches_case_asFnmatch(String pattern, String text, boolean expected) {
    assertEquals(expected, AliasPattern.matches(pattern, text));
  }

  /** The table is of real answers; fnmatch.c beside it made it. */
  @Test
  void matches_tableOfFnmatch_allAgree() throws IOException {
    int rows = 0;
    try (BufferedReader table = table()) {
      for (String row = table.readLine(); row != null; row = table.readLine()) {
        if (row.startsWith("#") && rows == 0) {
          continue;
        }
        String[] words = row.split("\t", -1);
        assertEquals(words[2].equals("1"), AliasPattern.matches(plain(words[0]), plain(words[1])), row);
        rows++;
      }
    }
    assertEquals(3000, rows);
  }

  private static BufferedReader table() {
    return new BufferedReader(
        new InputStreamReader(AliasPatternTest.class.getResourceAsStream("/modalias/fnmatch.txt"), StandardCharsets.ISO_8859_1));
  }

  private static String plain(String escaped) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      boolean isEscape = escaped.charAt(i) == '%';
      plain.append(isEscape ? (char) Integer.parseInt(escaped.substring(i + 1, i + 3), 16) : escaped.charAt(i));
      i += isEscape ? 2 : 0;
    }
    return plain.toString();
  }

  @Test
  void matches_manyStars_staysFast() {
    String stars = "*a".repeat(200);
    assertTimeout(Duration.ofMillis(500), () -> assertFalse(AliasPattern.matches(stars + "b", "a".repeat(2000))));
    assertTimeout(Duration.ofMillis(500), () -> assertTrue(AliasPattern.matches(stars + "*", "a".repeat(2000))));
    assertTimeout(Duration.ofMillis(500), () -> assertFalse(AliasPattern.matches("*[" + "[".repeat(500), "x".repeat(2000))));
  }
}
