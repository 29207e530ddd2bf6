package io.hotprobe.parity;

import java.io.PrintStream;
import java.util.List;

/** What the tools write on standard error, shown with {@code -Dparity.stderr=true} to who writes cases. */
final class Told {

  private static final boolean SHOWN = Boolean.getBoolean("parity.stderr");

  /** The one of this process, whatever is put in its place meanwhile. */
  private static final PrintStream OUT = System.out;

  private Told() {}

  /** Shows what {@code who} wrote. */
  static void show(String who, Case given, List<String> words, String err) {
    if (SHOWN) {
      OUT.print(who + ": " + given.name() + ": " + words + "\n" + err);
    }
  }
}
