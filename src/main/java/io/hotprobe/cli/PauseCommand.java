package io.hotprobe.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code hotprobe pause}: has the daemon take events in and handle none. */
@Command(
    name = "pause",
    description = {
      "Has the daemon keep the events that come, and handle none until hotprobe resume. What is under way is finished.",
      "It keeps 16384, 4096 of one subtree; then they wait in the kernel's buffer. If that overruns, sysfs is read again after it has gone on."
    },
    mixinStandardHelpOptions = true,
    footer = {"", DaemonAsker.EXIT_CODES})
final class PauseCommand extends DaemonAsker {

  @Override
  public Integer call() throws IOException {
    Map<String, Object> answer = ask("pause");
    System.out.println(Boolean.TRUE.equals(answer.get("changed")) ? "paused" : "paused already");
    return 0;
  }
}
