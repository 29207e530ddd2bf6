package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers as C's strtoul reads them, and udev after it. */
class CNumberTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "-1", "0x", "4294967296", "1 ", "08", "99999999999999999999999999999999"})
  void number_whatIsNone_isEmpty(String text) {
    assertTrue(CNumber.unsigned(text).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "010, 8", "0x1F, 31", "0b101, 5", "0o17, 15", "+7, 7", "' 7', 7", "-0, 0", "4294967295, 4294967295"})
  void number_asC_readsItsBases(String text, long expected) {
    assertEquals(OptionalLong.of(expected), CNumber.unsigned(text));
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "-0x80000000, -2147483648", "2147483647, 2147483647", "+010, 8"})
  void signed_of32Bits_isTaken(String text, int expected) {
    assertEquals(OptionalInt.of(expected), CNumber.signed(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "-2147483649", "--1", "- 1", "-"})
  void signed_ofMore_isNone(String text) {
    assertTrue(CNumber.signed(text).isEmpty());
  }

  @Test
  void unsigned_ofOneBase_takesNoOthersPrefix() {
    assertEquals(OptionalLong.of(31), CNumber.unsigned("0x1f", 16));
    assertEquals(OptionalLong.of(8), CNumber.unsigned("10", 8));
    assertTrue(CNumber.unsigned("0o10", 8).isEmpty());
    assertTrue(CNumber.unsigned("0x10", 10).isEmpty());
    assertTrue(CNumber.unsigned(null, 10).isEmpty());
  }
}
