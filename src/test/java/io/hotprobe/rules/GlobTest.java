package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Globs by themselves; the answers are those of fnmatch(3). */
class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "a*c, abbc, true", "a*c, ab, false", "?, '', false", "[a-c]x, bx, true", "[!a-c]x, bx, false", "[a-c, [a-c, true", "[]a]z, ]z, true",
    "[[:digit:]]*, 7up, true", "\\*, *, true", "\\*, x, false", "a\\, a, false", "**a**, bab, true", "[^a]b, cb, true", "[a-]b, -b, true",
    "[[:none:]]x, nx, false", "a|b, a, false", "a|b, a|b, true"
  })
  void glob_matches_asFnmatch(String pattern, String text, boolean expected) {
    assertEquals(expected, Glob.of(pattern, false).matches(text));
  }
}
