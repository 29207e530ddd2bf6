package io.hotprobe.depmod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasePatternTest {

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "6.1, true",
    "^6, true",
    "^1, false",
    "amd64$, true",
    "'6\\.1\\.0', true",
    "'6\\11', false",
    "[[:digit:]]+-[[:alnum:]]+$, true",
    "[[:upper:]], false",
    "[]x-], true",
    "[^]a-z0-9.-], false",
    "'[\\]', false",
    "(5|6)\\.1, true",
    "6{2}, false",
  })
  void matches_anywhereInTheRelease(String pattern, boolean matches) {
    assertEquals(matches, ReleasePattern.of(pattern).matches("6.1.0-56-amd64"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[a", "[", "a{2,1}", "(?i)x", "[[:none:]]", "[b-a]"})
  void of_noExpression_isRefused(String pattern) {
    assertThrows(PatternSyntaxException.class, () -> ReleasePattern.of(pattern));
  }

  @Test
  void of_javasOwnEscapes_areOrdinaryCharacters() {
    assertEquals(true, ReleasePattern.of("\\Qd\\E").matches("QdE"));
    assertEquals(true, ReleasePattern.of("[a&&b]").matches("&"));
  }
}
