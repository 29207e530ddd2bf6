package io.hotprobe.config;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Says what is wrong in one file, at most {@link #MOST} times. */
final class FileDiagnostics {

  /** Most diagnostics about one file; one more says that there are others. */
  static final int MOST = 100;

  /** Most characters of a file's own text in a message. */
  private static final int LONGEST_QUOTE = 40;

  private final Path file;
  private final Consumer<Diagnostic> sink;
  private int said;
  private boolean carriageReturnSaid;

  FileDiagnostics(Path file, Consumer<Diagnostic> sink) {
    this.file = file;
    this.sink = sink;
  }

  SourceLine at(int line) {
    return new SourceLine(file, line);
  }

  /** {@code line} 0 means the whole file. */
  void say(int line, String problem, String remedy) {
    if (said < MOST) {
      sink.accept(new Diagnostic(at(line), problem, remedy));
    } else if (said == MOST) {
      sink.accept(new Diagnostic(at(line), "more problems than the " + MOST + " reported for this file", "mend those first"));
    }
    said += said <= MOST ? 1 : 0;
  }

  /** Said once: a file that was edited elsewhere has them on all its lines. */
  void carriageReturn(int line) {
    if (!carriageReturnSaid) {
      carriageReturnSaid = true;
      say(line, "the line ends in a carriage return, which counts as part of its last word", "store the file with Unix line ends");
    }
  }

  /** The start of {@code text} in quotes, fit for a terminal. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("'");
    for (int i = 0; i < text.length() && i < LONGEST_QUOTE; i++) {
      char c = text.charAt(i);
      quoted.append(c < ' ' || c >= 0x7f && c < 0xa0 ? '?' : c);
    }
    return quoted.append(text.length() > LONGEST_QUOTE ? "...'" : "'").toString();
  }
}
