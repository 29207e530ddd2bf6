package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;

/** Looks whether the tokens of a line are parted as is usual: by one comma and a blank after it. */
final class Delimiters {

  private final String line;
  private final LineFindings findings;
  private int commas;
  private boolean blankBefore;
  private boolean blankAfter;

  private Delimiters(String line, LineFindings findings) {
    this.line = line;
    this.findings = findings;
  }

  /** Looks at what follows position {@code from} up to the next token or the end. */
  static void check(String line, int from, LineFindings findings) {
    Delimiters delimiters = new Delimiters(line, findings);
    int end = delimiters.scan(from);
    if (from == 0) {
      delimiters.tellIf(delimiters.commas > 0, "stray leading comma");
    } else if (end == line.length()) {
      delimiters.tellIf(delimiters.commas > 0, "stray trailing comma");
    } else {
      delimiters.between();
    }
  }

  private int scan(int from) {
    int at = from;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == ',') {
        commas++;
      } else if (" \t\n\r".indexOf(c) < 0) {
        break;
      } else if (commas > 0) {
        blankAfter = true;
      } else {
        blankBefore = true;
      }
      at++;
    }
    return at;
  }

  private void between() {
    tellIf(commas == 0, "no comma between tokens");
    tellIf(commas > 1, "more than one comma between tokens");
    tellIf(commas > 0 && blankBefore, "stray blank before a comma");
    tellIf(commas > 0 && !blankAfter, "no blank after a comma");
    tellIf(commas == 0 && !blankBefore, "no blank between tokens");
  }

  private void tellIf(boolean found, String text) {
    if (found) {
      findings.tell(Kind.DELIMITER, text);
    }
  }
}
