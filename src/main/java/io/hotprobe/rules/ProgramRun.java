package io.hotprobe.rules;

import io.hotprobe.module.Elapsed;
import io.hotprobe.module.Errno;
import io.hotprobe.module.Programs.End;
import io.hotprobe.module.SourceLine;

/**
 * A program that a rule had run, and how it ended.
 *
 * @param command as the rule gives it, substitutions done
 * @param at the line that asked for it
 * @param nanos how long it took
 */
public record ProgramRun(String command, SourceLine at, End end, long nanos) {

  /** One clause: what was run by which line, how it ended, and, when it failed, what it wrote. May hold any bytes. */
  public String text() {
    return "'" + command + "' of " + at + " " + ending();
  }

  private String ending() {
    if (end instanceof End.Exited exited) {
      String how = exited.status() == 0 ? "ended" : "failed with exit status " + exited.status();
      return how + " after " + Elapsed.text(nanos) + (exited.status() == 0 ? "" : wrote(exited.errors(), exited.output()));
    }
    if (end instanceof End.Signalled signalled) {
      return "was killed by signal " + signalled.signal() + " after " + Elapsed.text(nanos)
          + wrote(signalled.errors(), signalled.output());
    }
    if (end instanceof End.TimedOut late) {
      return "was killed with all it had started: its time was up after " + Elapsed.text(nanos) + wrote(late.errors(), late.output());
    }
    if (end instanceof End.NotStarted refused) {
      return "could not be started: " + refused.call() + ": " + Errno.describe(refused.errno());
    }
    return "was not run";
  }

  private static String wrote(String errors, String output) {
    String text = (errors.isBlank() ? output : errors).strip();
    return text.isEmpty() ? "" : ": " + text;
  }
}
