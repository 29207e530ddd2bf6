package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.module.Diagnostic;

/** Tells on standard error what was wrong in a file that was read around. */
final class Diagnostics {

  private Diagnostics() {}

  static void tell(Diagnostic diagnostic) {
    System.err.println("hotprobe: " + Printable.text(diagnostic.toString()));
  }
}
