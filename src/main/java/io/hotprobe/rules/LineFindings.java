package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;

/** Tells what is found in one line. */
record LineFindings(FileFindings file, int line) {

  void tell(Kind kind, String text) {
    file.tell(kind, line, text);
  }

  /** Tells what the whole line is ignored for; false. */
  boolean lost(Kind kind, String text) {
    tell(kind, text);
    return false;
  }
}
