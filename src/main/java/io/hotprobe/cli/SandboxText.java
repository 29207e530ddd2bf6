package io.hotprobe.cli;

import io.hotprobe.module.Programs.Sandbox;
import io.hotprobe.rules.RunCommand;
import java.util.Optional;
import java.util.StringJoiner;

/** What a program is confined to, as people read it: {@code run as nobody, 64 MiB, 10 s}. */
final class SandboxText {

  private static final String[] UNITS = {" bytes", " KiB", " MiB", " GiB"};

  private SandboxText() {}

  /** What a program of RUN is confined to; builtins are not. */
  static Optional<Sandbox> of(RunCommand command) {
    return command.type() == RunCommand.Type.PROGRAM ? command.sandbox() : Optional.empty();
  }

  static String of(Sandbox sandbox) {
    StringJoiner parts = new StringJoiner(", ");
    sandbox.user().ifPresent(user -> parts.add("run as " + user));
    sandbox.memoryBytes().ifPresent(bytes -> parts.add("memory up to " + size(bytes)));
    sandbox.cpuSeconds().ifPresent(seconds -> parts.add("processor time up to " + seconds + " s"));
    return parts.toString();
  }

  private static String size(long bytes) {
    long number = bytes;
    int unit = 0;
    while (number % 1024 == 0 && unit < UNITS.length - 1) {
      number /= 1024;
      unit++;
    }
    return number + UNITS[unit];
  }
}
