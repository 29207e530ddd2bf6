package io.hotprobe.daemon;

import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.Queues;
import io.hotprobe.pipeline.Rules;
import io.hotprobe.resolve.Resolver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How the daemon is, for {@code hotprobe status}. Safe for any thread. */
final class DaemonStatus {

  private final Pipeline pipeline;
  private final long startNanos = System.nanoTime();
  private final Instant started = Instant.now();
  private final Map<String, Supplier<Map<String, Object>>> sections = new ConcurrentSkipListMap<>();
  private volatile String mode = "";

  DaemonStatus(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** Where it is to udevd. */
  void mode(String text) {
    mode = text;
  }

  /** Has it tell which rules, policy and tables are in force. */
  void inForce(Rules rules, Resolver resolver) {
    section("rules", () -> Map.of("in_force", rules.book().program().summary()));
    section("policy", () -> Map.of("in_force", resolver.policy().get().isEmpty() ? "none" : resolver.policy().get().summary()));
    section("tables", () -> Map.of("generation", resolver.generation()));
  }

  /** Something more to be told, under a name of its own; asked for on the thread of whoever asks. */
  void section(String name, Supplier<Map<String, Object>> members) {
    sections.put(name, members);
  }

  /** All of it, by name. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    Queues queues = pipeline.queues();
    String version = DaemonStatus.class.getPackage().getImplementationVersion();
    members.put("pid", ProcessHandle.current().pid());
    members.put("version", version == null ? "development" : version);
    members.put("mode", mode);
    members.put("started", started.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
    members.put("uptime_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    members.put("paused", queues.paused());
    members.put("paused_ms", TimeUnit.NANOSECONDS.toMillis(queues.pausedNanos()));
    members.put("queues", queues(queues));
    members.put("longest", longest(queues));
    members.put("counters", pairs(pipeline.counters().toString()));
    members.put("loads", pairs(pipeline.loads().toString()));
    sections.forEach((name, section) -> members.put(name, section.get()));
    return members;
  }

  private static Map<String, Object> queues(Queues queues) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("ring", queues.ring());
    members.put("ring_limit", queues.ringLimit());
    members.put("events", queues.turns());
    members.put("events_limit", queues.turnsLimit());
    members.put("paused_events", queues.kept());
    members.put("reading_sysfs", queues.passing());
    members.put("loads", queues.loads().running());
    members.put("loads_waiting", queues.loads().waiting());
    members.put("workers", queues.work().running());
    members.put("workers_waiting", queues.work().waiting());
    return members;
  }

  private static List<Map<String, Object>> longest(Queues queues) {
    List<Map<String, Object>> longest = new ArrayList<>();
    for (Queues.UnderWay event : queues.longest()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("seqnum", event.seqnum());
      members.put("action", event.action());
      members.put("devpath", event.devpath());
      members.put("ms", TimeUnit.NANOSECONDS.toMillis(event.nanos()));
      longest.add(members);
    }
    return longest;
  }

  /** Of {@code NAME=NUMBER}, set off by blanks; what has another form is text. */
  private static Map<String, Object> pairs(String text) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String pair : text.split(" ")) {
      int equals = pair.indexOf('=');
      String name = pair.substring(0, Math.max(0, equals)).replace('-', '_');
      String value = pair.substring(equals + 1);
      members.put(name, value.matches("[0-9]{1,18}") ? (Object) Long.parseLong(value) : value);
    }
    return members;
  }
}
