package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.module.Elapsed;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hotprobe status}: how the daemon is. */
@Command(
    name = "status",
    description = "Tells how the daemon is: what it has done, what waits, what was lost, and which rules and tables are in force.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 it runs, 1 no daemon listens, 2 the command line is wrong."})
final class StatusCommand extends DaemonAsker {

  /** Told in words of their own. */
  private static final Set<String> TOLD = Set.of("queues", "counters", "onlookers");

  @Option(names = "--json", description = "Tell it as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Map<String, Object> status = ask("status");
    if (json) {
      System.out.println(Json.write(status));
    } else {
      tell(status);
    }
    return 0;
  }

  private static void tell(Map<String, Object> status) {
    line("daemon", "pid " + status.get("pid") + ", hotprobe " + status.get("version") + ", " + status.get("mode"));
    line("up", seconds(status.get("uptime_ms")) + ", since " + status.get("started"));
    Map<String, Object> queues = Json.object(status.get("queues"));
    if (Boolean.TRUE.equals(status.get("paused"))) {
      line("paused", "for " + seconds(status.get("paused_ms")) + ", " + queues.get("paused_events") + " events wait for hotprobe resume");
    }
    line("under way", underWay(queues));
    for (Object each : Json.list(status.get("longest"))) {
      Map<String, Object> event = Json.object(each);
      line("", event.get("action") + " " + event.get("devpath") + " for " + seconds(event.get("ms")));
    }
    Map<String, Object> counters = Json.object(status.get("counters"));
    line("lost", counters.get("dropped") + " events in " + counters.get("overruns") + " overruns; " + counters.get("refused")
        + " messages refused, " + counters.get("malformed") + " malformed; " + counters.get("faults") + " faults");
    line("events", pairs(counters));
    status.forEach((name, value) -> {
      if (value instanceof Map<?, ?> && !TOLD.contains(name)) {
        line(name, pairs(Json.object(value)));
      }
    });
  }

  private static String underWay(Map<String, Object> queues) {
    return queues.get("events") + " events of at most " + queues.get("events_limit") + ", " + queues.get("ring") + " more in the ring of "
        + queues.get("ring_limit") + "; " + queues.get("loads") + " loads and " + queues.get("workers") + " rule runs, "
        + queues.get("loads_waiting") + " and " + queues.get("workers_waiting") + " wait"
        + (Boolean.TRUE.equals(queues.get("reading_sysfs")) ? "; sysfs is being read" : "");
  }

  private static String pairs(Map<String, Object> members) {
    StringJoiner pairs = new StringJoiner(", ");
    members.forEach((name, value) -> pairs.add(name.equals("in_force") ? value.toString() : name.replace('_', '-') + " " + value));
    return pairs.toString();
  }

  /** As people read it; beyond two minutes by the two largest units. */
  static String seconds(Object millis) {
    Duration time = Duration.ofMillis(Json.number(millis));
    if (time.toMinutes() < 2) {
      return Elapsed.text(time.toNanos());
    }
    if (time.toHours() < 1) {
      return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
    return time.toDays() < 1 ? time.toHours() + " h " + time.toMinutesPart() + " min" : time.toDays() + " d " + time.toHoursPart() + " h";
  }

  private static void line(String name, String text) {
    System.out.printf("%-10s %s%n", name, Printable.text(text));
  }
}
