package io.hotprobe.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.Modules.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a scenario's {@code expected.txt} asks for; its form is told in the README beside the scenarios. */
final class Expected {

  private final List<String> lines = new ArrayList<>();

  Expected(Path file) throws IOException {
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        lines.add(line.strip());
      }
    }
    assertTrue(!lines.isEmpty(), file + " asks for nothing");
  }

  private List<String> all(String keyword) {
    List<String> found = new ArrayList<>();
    for (String line : lines) {
      if (line.equals(keyword) || line.startsWith(keyword + " ")) {
        found.add(line.substring(keyword.length()).strip());
      }
    }
    return found;
  }

  private List<String> words(String keyword) {
    return all(keyword).stream().flatMap(line -> Stream.of(line.split("\\s+"))).filter(word -> !word.isEmpty()).toList();
  }

  void check(World world) throws IOException {
    assertEquals(sorted(all("load")), sorted(world.kernel.loads()), "the loads asked of the kernel");
    assertEquals(sorted(all("command")), sorted(world.commands.commands().stream().map(String::strip).toList()), "the commands run");
    assertEquals(sorted(words("live")), live(world), "the modules that are live in the end");
    for (String name : words("not-live")) {
      assertTrue(!live(world).contains(name), name + " is live");
    }
    for (String order : all("order")) {
      assertInOrder(Arrays.asList(order.split("\\s+")), world.kernel.loads());
    }
    checkOutcomes(world.journal.handled());
    checkCounters(world.counters());
    for (String text : all("says")) {
      assertTrue(world.diagnostics().stream().anyMatch(said -> said.contains(text)), text + " is not in " + world.diagnostics());
    }
    checkPolicy(world);
    checkKeywords();
  }

  private void checkPolicy(World world) {
    List<String> told = new ArrayList<>();
    for (Handled one : world.journal.handled()) {
      one.deeds().resolutions().stream().flatMap(resolution -> resolution.decisions().stream())
          .forEach(decision -> told.add(one.subject().devpath() + " " + decision.text().replace(world.folder + "/", "")));
    }
    assertEquals(sorted(all("policy")), sorted(told), "what the policy said");
  }

  private static List<String> live(World world) {
    List<String> live = new ArrayList<>();
    for (LiveModule module : world.kernel.list()) {
      if (module.state() == State.LIVE) {
        live.add(module.name().value());
      }
    }
    return sorted(live);
  }

  private static List<String> sorted(List<String> list) {
    return list.stream().sorted().toList();
  }

  private static void assertInOrder(List<String> names, List<String> loads) {
    List<String> seen = loads.stream().map(load -> load.split(" ")[0]).filter(names::contains).distinct().toList();
    assertEquals(names, seen, "the order of loads, which were " + loads);
  }

  private void checkOutcomes(List<Handled> handled) {
    List<String> told = new ArrayList<>();
    for (Handled one : handled) {
      for (LoadOutcome outcome : one.deeds().outcomes()) {
        told.add(one.subject().devpath() + " " + outcome.module() + " " + outcome.getClass().getSimpleName());
      }
    }
    for (String outcome : all("outcome")) {
      assertTrue(told.remove(outcome), outcome + " is not, or not so often, in " + told);
    }
  }

  private void checkCounters(Map<String, Long> counters) {
    Map<String, Long> asked = new HashMap<>(Map.of("faults", 0L));
    counters.keySet().forEach(name -> all(name).forEach(value -> asked.put(name, Long.valueOf(value))));
    asked.forEach((name, value) -> assertEquals(value, counters.get(name), name + " in " + counters));
    assertEquals(counters.get("received") + counters.get("coldplugged"), counters.get("handled"), "all is handled: " + counters);
  }

  private void checkKeywords() {
    List<String> known = List.of("load", "command", "live", "not-live", "order", "outcome", "says", "received", "coldplugged", "handled",
        "malformed", "unmatched", "denied", "planned", "known", "overruns", "dropped", "faults", "policy");
    for (String line : lines) {
      assertTrue(known.contains(line.split("\\s+")[0]), "not a line of expected.txt: " + line);
    }
  }
}
