package io.hotprobe.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hotprobe stop}: ends the daemon. */
@Command(
    name = "stop",
    description = "Has the daemon finish what it has begun and end, and waits until it is gone.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 it is gone, 1 it is not or none listens, 2 the command line is wrong."})
final class StopCommand extends DaemonAsker {

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      converter = PatienceConverter.class,
      description = "How long to wait for its end: seconds, or with a unit as in 90s, 2m (default: 60s).")
  private Duration timeout = Duration.ofSeconds(60);

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, Object> answer = stop();
    long pid = Json.number(answer.get("pid"));
    try {
      if (ProcessHandle.of(pid).isPresent()) {
        ProcessHandle.of(pid).get().onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException | ExecutionException late) {
      throw new IOException("the daemon, pid " + pid + ", has not ended within " + timeout.toSeconds() + " s; see its log", late);
    }
    System.out.println("stopped, pid " + pid);
    return 0;
  }

  private Map<String, Object> stop() throws IOException {
    try {
      return ask("stop");
    } catch (DaemonConnection.NoDaemonException none) {
      throw none.withRemedy("name another one's socket with --control");
    }
  }
}
