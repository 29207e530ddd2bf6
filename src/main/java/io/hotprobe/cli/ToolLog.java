package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.linux.Syslog;
import io.hotprobe.module.Diagnostic;

/** The messages of a kmod-compatible tool: {@code tool: ERROR: text} on standard error or in the system log. */
final class ToolLog {

  /** How grave a message is, gravest first; the number is syslog's (sys/syslog.h). */
  enum Level {
    FATAL(2),
    ERROR(3),
    WARNING(4),
    NOTICE(5),
    INFO(6),
    DEBUG(7);

    private final int priority;

    Level(int priority) {
      this.priority = priority;
    }
  }

  private static final int QUIET = 0;

  private final String tool;
  private int threshold = Level.WARNING.priority;
  private boolean syslog;

  /** Messages of {@code tool}, warnings and graver ones, on standard error. */
  ToolLog(String tool) {
    this.tool = tool;
  }

  /** No message at all any more ({@code -q}). */
  void quiet() {
    threshold = QUIET;
  }

  /** One level more for each time ({@code -v}). */
  void verbose(int times) {
    threshold = Math.min(Level.DEBUG.priority, threshold + times);
  }

  /** Messages go to the system log from now on ({@code -s}). */
  void toSyslog() {
    syslog = true;
  }

  /** Whether messages of this level are written. */
  boolean writes(Level level) {
    return level.priority <= threshold;
  }

  void fatal(String text) {
    write(Level.FATAL, text);
  }

  void error(String text) {
    write(Level.ERROR, text);
  }

  void warning(String text) {
    write(Level.WARNING, text);
  }

  void notice(String text) {
    write(Level.NOTICE, text);
  }

  void info(String text) {
    write(Level.INFO, text);
  }

  /** Writes to the system log whatever was asked for. */
  void audit(String text) {
    Syslog.write(tool, Level.WARNING.priority, Level.WARNING + ": " + Printable.text(text));
  }

  /** What was wrong in a file that was read around. */
  void tell(Diagnostic diagnostic) {
    warning(diagnostic.toString());
  }

  private void write(Level level, String text) {
    if (!writes(level)) {
      return;
    }
    String line = level + ": " + Printable.text(text);
    if (syslog) {
      Syslog.write(tool, level.priority, line);
    } else {
      System.err.println(tool + ": " + line);
    }
  }
}
