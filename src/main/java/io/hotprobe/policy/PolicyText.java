package io.hotprobe.policy;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the text of one file, one char a byte. A line that is wrong is told and passed over. */
final class PolicyText {

  /** Longest line, in bytes. */
  static final int LONGEST_LINE = 4096;

  /** Most diagnostics about one file; one more says that there are others. */
  static final int MOST_TOLD = 100;

  private final Path file;
  private final Consumer<Diagnostic> diagnostics;
  private int told;

  PolicyText(Path file, Consumer<Diagnostic> diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
  }

  void read(String text, PolicyDraft into) {
    int number = 0;
    for (int from = 0; from < text.length(); ) {
      int newline = text.indexOf('\n', from);
      int to = newline < 0 ? text.length() : newline;
      number++;
      read(text, from, to, number, into);
      from = to + 1;
    }
  }

  private void read(String text, int from, int to, int number, PolicyDraft into) {
    SourceLine at = new SourceLine(file, number);
    try {
      if (to - from > LONGEST_LINE) {
        throw new BadLineException("is longer than " + LONGEST_LINE + " bytes", "split it");
      }
      LineParser.parse(text.substring(from, to), at, into);
    } catch (BadLineException wrong) {
      tell(at, wrong);
    }
  }

  private void tell(SourceLine at, BadLineException wrong) {
    if (told < MOST_TOLD) {
      diagnostics.accept(new Diagnostic(at, wrong.getMessage(), wrong.remedy()));
    } else if (told == MOST_TOLD) {
      diagnostics.accept(new Diagnostic(at, "more problems than the " + MOST_TOLD + " reported for this file", "mend those first"));
    }
    told += told <= MOST_TOLD ? 1 : 0;
  }
}
