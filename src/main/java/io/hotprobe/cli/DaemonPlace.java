package io.hotprobe.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which daemon a command speaks to. */
final class DaemonPlace {

  /** Below the root. */
  static final String CONTROL = "run/hotprobe/control";

  @Option(
      names = "--control",
      order = World.ORDER,
      paramLabel = "PATH",
      description = "The daemon's socket (default: ROOT/run/hotprobe/control).")
  private Path control;

  /** The daemon's socket. */
  Path socket(Path root) {
    return (control == null ? root.resolve(CONTROL) : control).toAbsolutePath().normalize();
  }

  boolean isNamed() {
    return control != null;
  }
}
