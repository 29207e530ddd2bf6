package io.hotprobe.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code hotprobe resume}: ends a pause. */
@Command(
    name = "resume",
    description = "Has the daemon handle what came during a pause, and what comes.",
    mixinStandardHelpOptions = true,
    footer = {"", DaemonAsker.EXIT_CODES})
final class ResumeCommand extends DaemonAsker {

  @Override
  public Integer call() throws IOException {
    Map<String, Object> answer = ask("resume");
    long waited = Json.number(answer.get("waited"));
    System.out.println(
        Boolean.TRUE.equals(answer.get("changed")) ? "resumed, " + waited + (waited == 1 ? " event" : " events") + " waited" : "not paused");
    return 0;
  }
}
