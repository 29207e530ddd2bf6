package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.linux.Signals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hotprobe monitor}: shows events as they come and as they are handled. */
@Command(
    name = "monitor",
    description = {
      "Shows events as they come from the kernel and when the daemon has handled them, until Ctrl-C, the end of the daemon, or nobody reads"
          + " it. What is read too slowly is lost, and the number of lost lines told."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 ended by Ctrl-C or its reader, 1 no daemon listens or it ended, 2 the command line is wrong."})
final class MonitorCommand extends DaemonAsker {

  @Option(names = {"-k", "--kernel"}, description = "Only what comes from the kernel.")
  private boolean kernel;

  @Option(names = {"-u", "--handled", "--udev"}, description = "Only what has been handled.")
  private boolean handled;

  @Option(names = {"-p", "--property", "--environment"}, description = "With all properties.")
  private boolean properties;

  @Option(
      names = {"-s", "--subsystem-match"},
      paramLabel = "SUBSYSTEM[/DEVTYPE]",
      description = "Only of this subsystem. Can be repeated.")
  private List<String> subsystems = new ArrayList<>();

  @Option(names = "--json", description = "Each as a JSON object in a line.")
  private boolean json;

  private volatile boolean interrupted;

  @Override
  public Integer call() throws IOException {
    Map<String, Object> request = DaemonConnection.request("monitor");
    request.put("kernel", kernel || !handled);
    request.put("handled", handled || !kernel);
    request.put("properties", properties);
    request.put("subsystems", subsystems);
    try (DaemonConnection daemon = connect()) {
      Signals.on("INT", () -> interrupt(daemon));
      daemon.ask(request, DaemonConnection.PATIENCE);
      return follow(daemon);
    } catch (IOException ended) {
      if (interrupted) {
        return 0;
      }
      throw ended;
    }
  }

  private void interrupt(DaemonConnection daemon) {
    interrupted = true;
    daemon.close();
  }

  private int follow(DaemonConnection daemon) throws IOException {
    for (Map<String, Object> line = daemon.next(Duration.ZERO); line != null; line = daemon.next(Duration.ZERO)) {
      show(line);
      if (System.out.checkError()) {
        return 0;
      }
    }
    throw daemon.ended();
  }

  private void show(Map<String, Object> line) throws IOException {
    if (json) {
      line.remove("v");
      System.out.println(Json.write(line.containsKey("event") ? line.get("event") : line));
    } else if (line.containsKey("lost")) {
      System.out.println("LOST    " + line.get("lost") + " events: they were not read in time");
    } else {
      event(Json.object(line.get("event")));
    }
  }

  private void event(Map<String, Object> event) {
    String stage = Json.text(event.get("stage")).toUpperCase(Locale.ROOT);
    double at = event.get("at") instanceof Double seconds ? seconds : 0;
    StringBuilder text = new StringBuilder(256);
    text.append(String.format(Locale.ROOT, "%-7s [%.6f] %-8s %s", stage, at, event.get("action"), Json.text(event.get("devpath"))));
    text.append(" (").append(Json.text(event.get("subsystem"))).append(')');
    String separator = ": ";
    for (Object did : Json.list(event.get("did"))) {
      text.append(separator).append(did);
      separator = "; ";
    }
    if (event.containsKey("fault")) {
      text.append(separator).append("hotprobe failed at it: ").append(event.get("fault"));
    }
    System.out.println(Printable.text(text.toString()));
    if (properties) {
      Json.object(event.get("properties")).forEach((name, value) -> System.out.println(Printable.text(name + "=" + value)));
      System.out.println();
    }
  }
}
