package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins the lines of a rule file at their backslashes. Source: {@code udev_rules_parse_file} of systemd 257 and its answers.
 *
 * <p>A line that begins with {@code #} is left out even inside a joined one, and an empty one ends it.
 */
final class LogicalLines {

  private static final String BLANKS = " \t\n\r";

  private final PhysicalLines lines;
  private final FileFindings findings;
  private final List<LogicalLine> joined = new ArrayList<>();
  private StringBuilder begun;
  private int first;
  private boolean tooLong;

  private LogicalLines(String text, FileFindings findings) {
    this.lines = new PhysicalLines(text);
    this.findings = findings;
  }

  /** The lines that hold something; empty when the file is to be dropped because of a line that is too long. */
  static Optional<List<LogicalLine>> of(String text, FileFindings findings) {
    return new LogicalLines(text, findings).join();
  }

  private Optional<List<LogicalLine>> join() {
    while (lines.next()) {
      if (lines.isTooLong()) {
        String text = "a line of " + PhysicalLines.TOO_LONG + " bytes or more, the whole file is ignored";
        findings.tell(Kind.FILE, lines.number(), text);
        return Optional.empty();
      }
      String line = withoutLeadingBlanks(lines.line());
      if (!line.startsWith("#")) {
        add(line);
      }
    }
    if (begun != null) {
      findings.tell(Kind.UNFINISHED_LINE, lines.number(), "the file ends after a line continuation, the line is ignored");
    }
    return Optional.of(joined);
  }

  private void add(String line) {
    if (begun == null) {
      begun = new StringBuilder();
      first = lines.number();
    }
    tooLong |= begun.length() + line.length() >= PhysicalLines.TOO_LONG;
    if (!tooLong) {
      begun.append(line);
    }
    if (line.endsWith("\\")) {
      begun.setLength(Math.max(0, begun.length() - (tooLong ? 0 : 1)));
      return;
    }
    if (tooLong) {
      findings.tell(Kind.LONG_LINE, lines.number(), "the line is too long with what continues it, it is ignored");
    } else if (!begun.isEmpty()) {
      joined.add(new LogicalLine(first, lines.number(), begun.toString()));
    }
    begun = null;
    tooLong = false;
  }

  private static String withoutLeadingBlanks(String line) {
    int begin = 0;
    while (begin < line.length() && BLANKS.indexOf(line.charAt(begin)) >= 0) {
      begin++;
    }
    return line.substring(begin);
  }
}
