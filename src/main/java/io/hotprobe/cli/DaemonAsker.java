package io.hotprobe.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that asks a daemon for something and tells the answer. */
abstract class DaemonAsker implements Callable<Integer> {

  /** What every such command's help ends with. */
  static final String EXIT_CODES = "Exit codes: 0 done, 1 it was not done or no daemon listens, 2 the command line is wrong.";

  @Mixin private DaemonPlace place = new DaemonPlace();

  @Option(names = "--root", order = World.ORDER, paramLabel = "DIR", description = "Prefix of every default path (default: /).")
  private Path root = Path.of("/");

  /** A connection to the daemon that the options name. */
  DaemonConnection connect() throws IOException {
    return DaemonConnection.open(place.socket(root));
  }

  /** Asks for what is done at once. */
  Map<String, Object> ask(String request) throws IOException {
    try (DaemonConnection daemon = connect()) {
      return daemon.ask(DaemonConnection.request(request), DaemonConnection.PATIENCE);
    }
  }
}
