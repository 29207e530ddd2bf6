package io.hotprobe.rules;

import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.Finding.Kind;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Hands on what is found while rules are read to be used: matters of style never, and of the errors of one file {@link #MOST}. A file
 * that is no text would fill the log otherwise. Confined to one thread.
 */
final class FewErrors implements Consumer<Finding> {

  static final int MOST = 20;

  private final Consumer<Finding> sink;
  private int errors;

  FewErrors(Consumer<Finding> sink) {
    this.sink = sink;
  }

  @Override
  public void accept(Finding finding) {
    switch (finding.severity()) {
      case STYLE -> {}
      case WARNING -> sink.accept(finding);
      case ERROR -> {
        errors++;
        if (errors <= MOST) {
          sink.accept(finding);
        }
      }
    }
  }

  /** Tells how many errors of a file were kept back, and begins with the next file. */
  void endOf(Path file) {
    if (errors > MOST) {
      String more = "and " + (errors - MOST) + " more: hotprobe rules verify " + FileFindings.plain(file);
      sink.accept(new Finding(Kind.FILE, new SourceLine(file, 0), more));
    }
    errors = 0;
  }
}
