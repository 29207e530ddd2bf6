package io.hotprobe.cli;

import io.hotprobe.cli.DaemonConnection.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hotprobe settle}: waits until what has happened is handled. */
@Command(
    name = "settle",
    description = {
      "Waits until the daemon has handled every event that the kernel had sent when this was called. What comes later is not waited for."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 all is handled, 1 it is not in time or no daemon listens, 2 the command line is wrong."})
final class SettleCommand extends DaemonAsker {

  private static final Duration SLICE = Duration.ofSeconds(1);

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      converter = PatienceConverter.class,
      description = "How long to wait: seconds, or with a unit as in 90s, 2m; 0 only looks (default: 120s).")
  private Duration timeout = Duration.ofSeconds(120);

  @Option(names = {"-E", "--exit-if-exists"}, paramLabel = "FILE", description = "End as soon as this file exists, too.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    try (DaemonConnection daemon = connect()) {
      long end = System.nanoTime() + timeout.toNanos();
      while (file == null || !Files.exists(file)) {
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        Duration wait = file == null || left.compareTo(SLICE) < 0 ? left : SLICE;
        if (settled(daemon, wait, wait.equals(left))) {
          break;
        }
      }
      return 0;
    }
  }

  private static boolean settled(DaemonConnection daemon, Duration wait, boolean last) throws IOException {
    Map<String, Object> request = DaemonConnection.request("settle");
    request.put("timeout_ms", wait.toMillis());
    try {
      daemon.ask(request, wait.plus(DaemonConnection.PATIENCE));
      return true;
    } catch (RefusedException unfinished) {
      if (last || !unfinished.code().equals("timeout")) {
        throw unfinished;
      }
      return false;
    }
  }
}
