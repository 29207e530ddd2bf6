package io.hotprobe.cli;

import io.hotprobe.module.Programs;
import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.Outside;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What rules would do to the world while they are tried out: written down instead of done, programs unless they are asked for. */
final class TestedEffects implements Outside {

  /** How the skipped programs begin. */
  static final String RUN = "run ";

  private final Optional<Programs> programs;
  private final List<String> skipped = new ArrayList<>();
  private final List<Write> writes = new ArrayList<>();
  private String notRun;

  /** A value for an attribute or a kernel parameter. */
  record Write(Path file, String value) {}

  /** @param programs who runs programs; empty: nobody */
  TestedEffects(Optional<Programs> programs) {
    this.programs = programs;
  }

  @Override
  public Programs.End run(Programs.Invocation invocation) {
    if (programs.isPresent()) {
      return programs.get().run(invocation);
    }
    notRun = invocation.words().get(0);
    skipped.add(RUN + String.join(" ", invocation.words()));
    return new Programs.End.NotRun();
  }

  @Override
  public void write(Path file, String value) {
    writes.add(new Write(file, value));
  }

  /** The builtin {@code kmod}, as IMPORT has it. */
  Optional<Map<String, String>> load(Builtin.Call call) {
    skipped.add("kmod " + String.join(" ", call.arguments()));
    return Optional.of(Map.of());
  }

  /** The program that was last not run, if there is none of that path on this machine. */
  Optional<String> missing() {
    return Optional.ofNullable(notRun).filter(path -> !new File(path).canExecute());
  }

  /** What would be written, in order. */
  List<Write> writes() {
    return writes;
  }

  /** What rules asked for while they were evaluated and was not done, in order: {@code run WORDS}, {@code kmod WORDS}. */
  List<String> skipped() {
    return skipped;
  }
}
