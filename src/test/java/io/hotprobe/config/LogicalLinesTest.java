package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogicalLinesTest {

  private final List<String> said = new ArrayList<>();

  @Test
  void next_plainLines_keepTheirNumbers() {
    assertEquals(List.of("1:a", "2:", "3:b"), lines("a\n\nb"));
    assertEquals(List.of("1:a"), lines("a\n"));
    assertEquals(List.of(), lines(""));
  }

  @Test
  void next_backslashBeforeLineEnd_joinsWithoutBlank() {
    assertEquals(List.of("1:ab", "3:c"), lines("a\\\nb\nc\n"));
    assertEquals(List.of("1:ab  c", "4:d"), lines("a\\\nb\\\n  c\nd"));
    assertEquals(List.of("1:#a b", "3:c"), lines("#a\\\n b\nc"));
  }

  @Test
  void next_backslashBeforeOther_standsForThat() {
    assertEquals(List.of("1:ab\\c d"), lines("\\ab\\\\c\\ d\n"));
  }

  @Test
  void next_backslashAtEnd_isDroppedAndSaid() {
    assertEquals(List.of("1:a"), lines("a\\"));
    assertEquals(1, said.size());
  }

  @Test
  void next_backslashAndLineEndAtEnd_isQuiet() {
    assertEquals(List.of("1:a"), lines("a\\\n"));
    assertEquals(List.of(), said);
  }

  @Test
  void next_nul_endsTheLine() {
    assertEquals(List.of("1:a", "2:c"), lines("a\0b\nc"));
    assertEquals(1, said.size());
  }

  @Test
  void next_longestLine_passesAndOneMoreIsSkipped() {
    String longest = "x".repeat(LogicalLines.LONGEST_LINE);
    assertEquals(List.of("1:" + longest), lines(longest));
    assertEquals(List.of("2:a"), lines(longest + "x\na\n"));
    assertEquals(List.of("f:1: longer than 131072 bytes; split it; the line is ignored"), said);
  }

  private List<String> lines(String text) {
    LogicalLines lines = new LogicalLines(text, new FileDiagnostics(Path.of("f"), d -> said.add(d.toString())));
    List<String> all = new ArrayList<>();
    while (lines.next()) {
      all.add(lines.number() + ":" + lines.line());
    }
    return all;
  }
}
