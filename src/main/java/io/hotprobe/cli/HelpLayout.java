package io.hotprobe.cli;

import io.hotprobe.linux.Terminal;
import java.util.OptionalInt;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.IHelpFactory;
import picocli.CommandLine.Model.CommandSpec;

/** How help is laid out: as wide as the terminal, an option's value set off by a blank. Asked for when help is to be shown only. */
final class HelpLayout implements IHelpFactory {

  private static final int DEFAULT = 80;
  /** Less than this picocli refuses. */
  private static final int NARROWEST = 55;
  /** Longer lines are hard to read. */
  private static final int WIDEST = 120;

  private static final int STANDARD_OUTPUT = 1;

  @Override
  public Help create(CommandSpec command, ColorScheme colors) {
    command.usageMessage().width(columns());
    // The arguments have been parsed by now; for those it must be "=".
    command.parser().separator(" ");
    return new Help(command, colors);
  }

  private static int columns() {
    String wanted = System.getenv("COLUMNS");
    OptionalInt given = number(wanted == null ? "" : wanted);
    return width(given.isPresent() ? given : Terminal.columns(STANDARD_OUTPUT));
  }

  /** A width that is wanted, as a number of at most four digits; empty for anything else. */
  static OptionalInt number(String text) {
    return text.matches("[1-9][0-9]{0,3}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  /** The width for so many columns, or for an unknown number. */
  static int width(OptionalInt columns) {
    return Math.min(WIDEST, Math.max(NARROWEST, columns.orElse(DEFAULT)));
  }
}
