package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TerminalOutputTest {

  private static String shown(String latin1) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TerminalOutput out = new TerminalOutput(bytes)) {
      out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Test
  void text_linesAndTabs_areLeftAlone() throws IOException {
    assertEquals("a\tb\\x\n~", shown("a\tb\\x\n~"));
    assertEquals(utf8("Größe 大 \uD83D\uDC27"), shown(utf8("Größe 大 \uD83D\uDC27")));
  }

  @Test
  void controls_areEscaped() throws IOException {
    assertEquals("\\x1b]0;title\\x07\\x1b[2J", shown("\033]0;title\007\033[2J"));
    assertEquals("a\\x0db\\x00\\x7f\\x08", shown("a\rb\0\177\b"));
  }

  @Test
  void c1Controls_areEscapedAsBytesAndAsCharacters() throws IOException {
    assertEquals("\\x9b31m", shown("\u009b31m"));
    assertEquals("\\xc2\\x9b31m", shown(utf8("\u009b31m")));
  }

  @Test
  void marksThatTurnTextAround_areEscaped() throws IOException {
    assertEquals("\\xe2\\x80\\xaeok", shown(utf8("\u202eok")));
    assertEquals("\\xe2\\x81\\xa6\\xe2\\x80\\x8f\\xd8\\x9c\\xe2\\x80\\x8b", shown(utf8("\u2066\u200f\u061c\u200b")));
    assertEquals("\\xe2\\x80\\xa8", shown(utf8("\u2028")));
  }

  @Test
  void whatIsNotUtf8_isEscaped() throws IOException {
    assertEquals("\\xff\\xc3(", shown("\u00ff\u00c3("));
    assertEquals("\\xc0\\x9b", shown("\u00c0\u009b"));
    assertEquals("\\xe0\\x82\\x9b", shown("\u00e0\u0082\u009b"));
    assertEquals("\\xf4\\x90\\x80\\x80", shown("\u00f4\u0090\u0080\u0080"));
    assertEquals("\\xed\\xa0\\x80", shown("\u00ed\u00a0\u0080"));
    assertEquals("x\\xe5\\xa4", shown("x\u00e5\u00a4"));
  }

  @Test
  void anyBytes_giveNoControl() throws IOException {
    Random random = new Random(5);
    byte[] bytes = new byte[4096];
    for (int i = 0; i < 50; i++) {
      random.nextBytes(bytes);
      String shown = shown(new String(bytes, StandardCharsets.ISO_8859_1));
      String text = new String(shown.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      assertEquals(-1, text.indexOf('\ufffd'));
      assertEquals(0, text.codePoints().filter(c -> c != '\n' && c != '\t').filter(Character::isISOControl).count());
      assertEquals(0, text.codePoints().filter(c -> Character.getType(c) == Character.FORMAT).count());
    }
  }
}
