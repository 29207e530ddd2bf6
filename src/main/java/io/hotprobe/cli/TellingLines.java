package io.hotprobe.cli;

import java.util.function.Consumer;

/** Hands on the lines that are of interest for an event, and counts the others. Confined to one thread. */
final class TellingLines implements Consumer<ExplainedLine> {

  private final Consumer<ExplainedLine> lines;
  private int others;

  TellingLines(Consumer<ExplainedLine> lines) {
    this.lines = lines;
  }

  @Override
  public void accept(ExplainedLine line) {
    if (line.isTelling()) {
      lines.accept(line);
    } else {
      others++;
    }
  }

  /** How many were not handed on: they failed at once. */
  int others() {
    return others;
  }
}
