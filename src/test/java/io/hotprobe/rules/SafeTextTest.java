package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is fit for names; the answers are those of udev 257 to {@code OPTIONS="string_escape=replace"}. */
class SafeTextTest {

  private static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({"x\ufdd0y, x___y", "x\ufffez, x___z", "\u00e4w, \u00e4w", "\udbff\udffdo, \udbff\udffdo", "a b/c, a_b_c", "a\\x2fb\\, a\\x2fb_"})
  void of_charsThatAreNone_areReplacedByteByByte(String text, String expected) {
    assertEquals(latin1(expected), SafeText.of(latin1(text), ""));
  }

  @ParameterizedTest
  @CsvSource({"\u00ed\u00a0\u0080, ___", "\u00f4\u0090\u0080\u0080, ____", "\u00c0\u0080, __", "\u00c3, _", "\u00c3\u00c3\u00a4, _\u00c3\u00a4"})
  void of_bytesThatAreNoUtf8_areReplaced(String bytes, String expected) {
    assertEquals(expected, SafeText.of(bytes, ""));
  }
}
