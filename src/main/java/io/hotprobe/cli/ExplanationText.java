package io.hotprobe.cli;

import io.hotprobe.cli.ExplainedLine.Step;
import io.hotprobe.cli.ExplainedLine.Verdict;
import io.hotprobe.journal.Printable;
import io.hotprobe.linux.Terminal;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Writes each line of the rules as a place and, below it, its tokens with what came of them. On a terminal in colour and no wider than
 * it; else a line for each token.
 */
final class ExplanationText implements Consumer<ExplainedLine> {

  private static final String INDENT = "  ";
  private static final int VERDICT_WIDTH = 9;
  private static final int DEFAULT_COLUMNS = 80;

  private static final String GREEN = "\033[32m";
  private static final String RED = "\033[31m";
  private static final String YELLOW = "\033[33m";
  private static final String BOLD = "\033[1m";
  private static final String PLAIN = "\033[0m";

  private final PrintStream out;
  private final boolean colored;
  private final int columns;

  ExplanationText(PrintStream out, boolean colored, int columns) {
    this.out = out;
    this.colored = colored;
    this.columns = columns;
  }

  /** For standard output, whatever that is. */
  static ExplanationText of(PrintStream out) {
    return DemoView.isLive()
        ? new ExplanationText(out, System.getenv("NO_COLOR") == null, Terminal.columns(1).orElse(DEFAULT_COLUMNS))
        : new ExplanationText(out, false, Integer.MAX_VALUE);
  }

  @Override
  public void accept(ExplainedLine line) {
    out.println(paint(BOLD, Printable.text(line.at().toString())));
    line.steps().forEach(this::write);
    line.problems().forEach(problem -> row("problem", YELLOW, Printable.text(problem), null));
    if (line.jump() != null) {
      row("goes to", YELLOW, Printable.text(line.jump().toString()), null);
    }
  }

  private void write(Step step) {
    String token = Printable.text(step.token());
    switch (step.verdict()) {
      case HOLDS -> row("holds", GREEN, token, compared(step));
      case FAILS -> row("fails", RED, token, compared(step));
      case DONE -> row("sets", "", token, assigned(step));
      case REFUSED -> row("refused", YELLOW, token, Printable.text(step.value()));
    }
    if (step.note() != null) {
      row("", "", Printable.text(step.note()), null);
    }
    step.imported().forEach((name, value) -> row("", "", Printable.text(value.isEmpty() ? "takes " + name + " away" : name + "=" + value), null));
  }

  private static String compared(Step step) {
    String value = step.value() == null ? "(nothing there)" : quoted(step.value());
    return step.parent() == null ? value : value + " of " + Printable.text(step.parent());
  }

  /** Nothing when the token says it already. */
  private static String assigned(Step step) {
    String value = step.value();
    boolean isSaid = value == null || step.token().endsWith("\"" + value + "\"") || step.token().endsWith("=" + value + "\"");
    return isSaid ? null : quoted(value);
  }

  private static String quoted(String value) {
    return '"' + Printable.text(value) + '"';
  }

  /** A row; what does not fit into the width goes below. */
  private void row(String verdict, String color, String first, String second) {
    String padded = paint(color, verdict) + " ".repeat(VERDICT_WIDTH - verdict.length());
    out.print(INDENT + padded + first);
    if (second != null) {
      boolean fits = INDENT.length() + VERDICT_WIDTH + first.length() + INDENT.length() + second.length() <= columns;
      out.print((fits ? INDENT : "\n" + " ".repeat(INDENT.length() + VERDICT_WIDTH)) + second);
    }
    out.println();
  }

  private String paint(String color, String text) {
    return colored && !color.isEmpty() ? color + text + PLAIN : text;
  }
}
