package io.hotprobe.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * A tool that scripts written for kmod call: its options, output and exit codes are kmod's. 0 is done, 1 everything else, a wrong
 * command line included.
 */
abstract class KmodTool implements Callable<Integer> {

  static final int DONE = 0;
  static final int FAILED = 1;

  /**
   * Standard output, one char a byte, on a terminal without what commands it; what is written is held back until it is flushed, at the
   * latest when the tool ends.
   */
  final PrintStream out = new PrintStream(new BufferedOutputStream(TerminalOutput.standard()), false, StandardCharsets.ISO_8859_1);

  final ToolLog log;

  @Option(names = {"-h", "--help"}, usageHelp = true, order = 98, description = "Show this help and end.")
  private boolean help;

  @Option(names = {"-V", "--version"}, versionHelp = true, order = 99, description = "Show the version and end.")
  private boolean version;

  /** @param name under which it is called and writes its messages */
  KmodTool(String name) {
    log = new ToolLog(name);
  }

  /** Runs the tool: parses as getopt_long(3) does, and turns whatever goes wrong into a message and the exit code. */
  int run(String... arguments) {
    CommandLine line =
        new CommandLine(this)
            .setPosixClusteredShortOptionsAllowed(true)
            .setOverwrittenOptionsAllowed(true)
            .setAllowOptionsAsOptionParameters(true)
            .setExpandAtFiles(false)
            .setUnmatchedOptionsAllowedAsOptionParameters(true)
            .registerConverter(Path.class, KmodTool::path)
            .setExecutionExceptionHandler((failure, command, parsed) -> told(failure))
            .setParameterExceptionHandler((wrong, given) -> misused(Misuse.text(wrong)))
            .setHelpFactory(new HelpLayout());
    line.getCommandSpec().exitCodeOnVersionHelp(DONE);
    try {
      int status = line.execute(new GnuOptions(line.getCommandSpec()).expanded(withDefaults(arguments)));
      out.flush();
      return status;
    } catch (UsageException ambiguous) {
      return misused(ambiguous.getMessage());
    }
  }

  private static Path path(String given) {
    try {
      return Path.of(given);
    } catch (InvalidPathException unspeakable) {
      throw new TypeConversionException("'" + given + "' cannot be a path in this locale: " + unspeakable.getReason());
    }
  }

  /**
   * The arguments to parse for those given; others may come before.
   *
   * @throws UsageException if those cannot be told
   */
  String[] withDefaults(String[] given) {
    return given;
  }

  /** Tells of a wrong command line; the exit code for it. */
  int misused(String problem) {
    log.error(problem + "; see --help");
    return FAILED;
  }

  private int told(Exception failure) {
    out.flush();
    if (failure instanceof UsageException) {
      return misused(failure.getMessage());
    }
    if (failure instanceof InvalidPathException odd) {
      return misused(Main.message(odd));
    }
    if (failure instanceof UncheckedIOException unlinked) {
      return told(unlinked.getCause());
    }
    if (failure instanceof IOException unreadable) {
      log.fatal(Main.message(unreadable));
      return FAILED;
    }
    log.fatal(Main.fault(failure));
    return FAILED;
  }
}
