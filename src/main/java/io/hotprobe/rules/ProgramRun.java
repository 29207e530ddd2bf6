package io.hotprobe.rules;

import io.hotprobe.module.Elapsed;
import io.hotprobe.module.Errno;
import io.hotprobe.module.Programs.End;
import io.hotprobe.module.Programs.Sandbox;
import io.hotprobe.module.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that a rule had run, and how it ended.
 *
 * @param asked what the rule asked for
 * @param path of the program; empty when the rule names none
 * @param nanos how long it took
 */
public record ProgramRun(RunCommand asked, String path, End end, long nanos) {

  /** As the rule gives it, substitutions done. */
  public String command() {
    return asked.command();
  }

  /** The line that asked for it. */
  public SourceLine at() {
    return asked.at();
  }

  /**
   * One clause: what was run by which line, how it ended, and, when it failed, what it wrote, errors first, its lines apart by {@code /}.
   * May hold any bytes.
   */
  public String text() {
    return "'" + command() + "' of " + at() + " " + ending();
  }

  private String ending() {
    if (end instanceof End.Exited exited) {
      String how = exited.status() == 0 ? "ended" : "failed with exit status " + exited.status();
      return how + " after " + Elapsed.text(nanos) + (exited.status() == 0 ? "" : wrote(exited.errors(), exited.output()));
    }
    if (end instanceof End.Signalled signalled) {
      return "was killed by signal " + signalled.signal() + " after " + Elapsed.text(nanos) + sandbox()
          + wrote(signalled.errors(), signalled.output());
    }
    if (end instanceof End.TimedOut late && late.limit().isZero()) {
      return "was not started: the time of its event was up; --event-timeout gives more";
    }
    if (end instanceof End.TimedOut late) {
      return "was killed with all it had started: its time was up after " + Elapsed.text(nanos) + wrote(late.errors(), late.output());
    }
    if (end instanceof End.Distrusted distrusted) {
      return "was not started: " + distrusted.why();
    }
    if (end instanceof End.NotStarted refused) {
      String where = path.isEmpty() || command().startsWith(path) ? "" : " (looked for as " + path + ")";
      return "could not be started" + where + ": " + refused.call() + ": " + Errno.describe(refused.errno());
    }
    return "was not run: it counts as a success without output";
  }

  /** What it was confined to, which may be why it was killed. */
  private String sandbox() {
    if (asked.sandbox().isEmpty()) {
      return "";
    }
    Sandbox sandbox = asked.sandbox().get();
    List<String> limits = new ArrayList<>();
    sandbox.user().ifPresent(user -> limits.add("user " + user));
    sandbox.memoryBytes().ifPresent(bytes -> limits.add("memory " + bytes + " bytes"));
    sandbox.cpuSeconds().ifPresent(seconds -> limits.add("cpu " + seconds + " s"));
    return limits.isEmpty() ? "" : " (its sandbox: " + String.join(", ", limits) + ")";
  }

  private static String wrote(String errors, String output) {
    String text =
        Stream.concat(errors.lines(), output.lines()).map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(" / "));
    return text.isEmpty() ? "" : ": " + text;
  }
}
