package io.hotprobe.parity;

import java.util.regex.Pattern;

/**
 * What a tool answered.
 *
 * @param out standard output, one char a byte, paths as in the world
 * @param status exit code
 * @param said whether there was anything on standard error
 */
record Answer(String out, int status, boolean said) {

  private static final String SAID = " said";
  private static final Pattern VERSION = Pattern.compile("^(kmod version [0-9]+\n|hotprobe [^ ]+\n$)");

  /** As written beneath the command line in a file of cases. */
  @Override
  public String toString() {
    return Text.lines(out) + "= " + status + (said ? SAID : "") + "\n";
  }

  /** What a tool wrote and ended with in a world; of a help text or a version only that it is one, every program has its own. */
  static Answer of(World world, String out, int status, String err) {
    String told = world.plain(out);
    if (("\n" + out).contains("\nUsage:")) {
      told = "Usage: ...\n";
    } else if (VERSION.matcher(out).find()) {
      told = "version ...\n";
    }
    return new Answer(told, status, !err.isBlank());
  }

  /** This answer from its last line on. */
  static Answer of(String out, String lastLine) {
    boolean said = lastLine.endsWith(SAID);
    String status = said ? lastLine.substring(0, lastLine.length() - SAID.length()) : lastLine;
    return new Answer(out, Integer.parseInt(status.substring(2)), said);
  }
}
