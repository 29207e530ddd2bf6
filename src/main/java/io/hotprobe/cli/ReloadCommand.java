package io.hotprobe.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code hotprobe reload}: has the daemon read its files again. */
@Command(
    name = "reload",
    description = {
      "Has the daemon read rules, policy, module tree and configuration again as far as their files changed, while events go on.",
      "It sees such changes by itself within seconds; this waits until they are in force. SIGHUP does the same."
    },
    mixinStandardHelpOptions = true,
    footer = {"", DaemonAsker.EXIT_CODES})
final class ReloadCommand extends DaemonAsker {

  @Override
  public Integer call() throws IOException {
    Map<String, Object> answer = ask("reload");
    boolean good = told("rules", answer.get("rules")) & told("policy", answer.get("policy"))
        & told("module tree and configuration", answer.get("tables"));
    return good ? 0 : 1;
  }

  private static boolean told(String what, Object became) {
    String text = switch (Json.text(became)) {
      case "replaced" -> "read again";
      case "current" -> "as they were";
      default -> "still changing, or cannot be read: those before stay in use, see the daemon's log";
    };
    System.out.println(what + ": " + text);
    return !"kept".equals(became);
  }
}
