package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.rules.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogicalLinesTest {

  private final List<Finding> findings = new ArrayList<>();

  private Optional<List<LogicalLine>> lines(String text) {
    return LogicalLines.of(text, new FileFindings(RuleText.FILE, findings::add));
  }

  private String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (LogicalLine line : lines(text).orElseThrow()) {
      shown.append(line.first()).append('-').append(line.last()).append(':').append(line.text()).append(';');
    }
    return shown.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      nullValues = "none",
      value = {
        "a\\nb ! 1-1:a;2-2:b;",
        "\\n\\n a ! 3-3:a;",
        "\\ta ! 1-1:a;",
        "a\\r\\nb ! 1-1:a;2-2:b;",
        "a\\n\\rb ! 1-1:a;2-2:b;",
        "a\\rb ! 1-1:a;2-2:b;",
        "a\\r\\rb ! 1-1:a;3-3:b;",
        "a\\0b ! 1-1:a;2-2:b;",
        "a\\n\\0b ! 1-1:a;2-2:b;",
        "a\\0\\nb ! 1-1:a;3-3:b;",
        "#a\\nb ! 2-2:b;",
        "  #a\\nb ! 2-2:b;",
        "a # b ! 1-1:a # b;",
        "a/\\nb ! 1-2:ab;",
        "a/\\n  b ! 1-2:ab;",
        "a/\\n# c/\\nb ! 1-3:ab;",
        "a/\\n\\nb ! 1-2:a;3-3:b;",
        "a/\\n/\\nb ! 1-3:ab;",
        "/\\na ! 1-2:a;",
        "a/ \\nb ! 1-1:a/ ;2-2:b;",
        "a//\\nb ! 1-2:a/b;",
        "a ! 1-1:a;",
      })
  void lines_ofText_areJoinedAndNumberedAsUdevDoes(String text, String expected) {
    String unescaped = text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\0", "\0").replace('/', '\\');

    assertEquals(expected.replace('/', '\\'), shown(unescaped));
    assertEquals(List.of(), findings);
  }

  @Test
  void lines_endInContinuation_losesItAndTells() {
    assertEquals("1-1:a;", shown("a\nb\\\nc\\\n"));
    assertEquals("[/rules/50-test.rules:3 the file ends after a line continuation, the line is ignored]", findings.toString());
  }

  @Test
  void lines_longestLine_isRead() {
    assertEquals(2, lines("a\n" + "b".repeat(16383) + "\n").orElseThrow().size());
  }

  @Test
  void lines_oneByteMore_losesTheFile() {
    assertTrue(lines("a\n#" + "b".repeat(16383) + "\nc\n").isEmpty());
    assertEquals(Kind.FILE, findings.get(0).kind());
    assertEquals(2, findings.get(0).at().line());
  }

  @Test
  void lines_longestJoinedLine_isRead() {
    assertEquals(16383, lines("a\\\n" + "b".repeat(8000) + "\\\n" + "c".repeat(8382)).orElseThrow().get(0).text().length());
  }

  @Test
  void lines_oneByteMoreJoined_losesThisLineOnly() {
    assertEquals("4-4:d;", shown("a\\\n" + "b".repeat(8000) + "\\\n" + "c".repeat(8383) + "\nd"));
    assertEquals(List.of(Kind.LONG_LINE), findings.stream().map(Finding::kind).toList());
    assertEquals(3, findings.get(0).at().line());
  }

  @Test
  void lines_tooLongContinuedOn_endWhereTheContinuationEnds() {
    assertEquals("4-4:e;", shown("b".repeat(9000) + "\\\n" + "c".repeat(9000) + "\\\nd\ne"));
  }
}
