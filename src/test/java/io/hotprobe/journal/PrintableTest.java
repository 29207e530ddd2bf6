package io.hotprobe.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

  @Test
  void text_printable_isTheSameString() {
    String plain = "add /devices/usb1 usb:v1D6B*: loaded in 870 us ~";
    assertSame(plain, Printable.text(plain));
    assertEquals("", Printable.text(""));
  }

  @ParameterizedTest
  @CsvSource({
    "'\n', \\x0a",
    "'a\r\nb', a\\x0d\\x0ab",
    "'\t', \\x09",
    "'\u001b[31m', \\x1b[31m",
    "'\u0000', \\x00",
    "'\u007f', \\x7f",
    "'\u009b', \\x9b",
    "'é', \\xe9",
    "'\u00ff', \\xff",
  })
  void text_otherBytes_areEscaped(String raw, String safe) {
    assertEquals(safe, Printable.text(raw));
  }

  @Test
  void text_anyByte_isPrintableAfterwards() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x3000; c++) {
      all.append(c);
    }
    assertTrue(Printable.text(all.toString()).chars().allMatch(c -> c >= ' ' && c < 0x7f));
  }
}
