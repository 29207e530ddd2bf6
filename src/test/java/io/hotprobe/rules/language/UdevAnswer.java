package io.hotprobe.rules.language;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what udev 257 says: {@code udevadm test}, or the log and the database after the rules had their effects. */
final class UdevAnswer {

  private static final Pattern WRITTEN =
      Pattern.compile("(?s).* (?:Running in test mode, skipping w|W)riting (?:ATTR\\{'?/sys(.*?)'?}|SYSCTL\\{(.*?)})=\"(.*)\"\\.");
  private static final Pattern COMMAND = Pattern.compile(".*: Running (built-in )?command \"(.*)\"");

  private UdevAnswer() {}

  /**
   * What {@code udevadm test} printed.
   *
   * @param kernel the properties of the event
   */
  static List<String> ofTest(Path out, Path log, Map<String, String> kernel) throws IOException {
    Map<String, List<String>> sections = sections(lines(out));
    Map<String, String> properties = new LinkedHashMap<>();
    sections.getOrDefault("Properties", List.of()).forEach(line -> put(line, properties));
    Decision decision = new Decision();
    decision.properties(properties, kernel);
    decision.tags(words(properties.get("TAGS")), words(properties.get("CURRENT_TAGS")));
    say(sections, "Network interface name", "name", "(?s)(.*)", decision);
    links(sections, decision);
    say(sections, "Device node owner", "owner", "(?s).*uid=(\\d+)\\)", decision);
    say(sections, "Device node group", "group", "(?s).*gid=(\\d+)\\)", decision);
    say(sections, "Device node permission", "mode", "(?s)(.*)", decision);
    if (sections.getOrDefault("Inotify watch", List.of()).contains("enabled")) {
      decision.say("watch", "enabled");
    }
    for (String label : sections.getOrDefault("Device node security label", List.of())) {
      decision.say("label", label.replaceFirst(" *: ", " "));
    }
    for (String command : sections.getOrDefault("Queued commands", List.of())) {
      decision.say("run", command.replaceFirst("RUN\\{(.*?)} : ", "$1 "));
    }
    written(lines(log), decision);
    return decision.lines();
  }

  /** What the database and the log hold after the rules had their effects. */
  static List<String> ofEffects(Path data, Path log, Map<String, String> kernel) throws IOException {
    Map<String, String> properties = new LinkedHashMap<>(kernel);
    List<String> all = new ArrayList<>();
    List<String> current = new ArrayList<>();
    List<String> links = new ArrayList<>();
    int priority = 0;
    for (String line : Files.exists(data) ? lines(data) : List.<String>of()) {
      String value = line.substring(2);
      switch (line.charAt(0)) {
        case 'E' -> put(value, properties);
        case 'G' -> all.add(value);
        case 'Q' -> current.add(value);
        case 'S' -> links.add(value);
        case 'L' -> priority = Integer.parseInt(value);
        default -> { }
      }
    }
    Decision decision = new Decision();
    decision.properties(properties, kernel);
    decision.tags(all, current);
    decision.links(links, priority);
    for (String line : lines(log)) {
      Matcher command = COMMAND.matcher(line);
      if (command.matches()) {
        decision.say("run", (command.group(1) == null ? "program " : "builtin ") + command.group(2));
      }
    }
    written(lines(log), decision);
    return decision.lines();
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
  }

  /** A value may hold line ends: a line that is neither a heading nor indented goes with the one before. */
  private static Map<String, List<String>> sections(List<String> lines) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> section = new ArrayList<>();
    for (String line : lines) {
      Matcher heading = Pattern.compile("(\\w[\\w ]*):(?: \\(priority=(-?\\d+)\\))?").matcher(line);
      if (heading.matches()) {
        section = new ArrayList<>();
        sections.put(heading.group(1), section);
        if (heading.group(2) != null) {
          section.add(heading.group(2));
        }
      } else if (line.startsWith("  ")) {
        section.add(line.substring(2));
      } else if (!section.isEmpty()) {
        section.set(section.size() - 1, section.get(section.size() - 1) + "\n" + line);
      }
    }
    return sections;
  }

  private static void put(String line, Map<String, String> properties) {
    int equals = line.indexOf('=');
    properties.put(line.substring(0, equals), line.substring(equals + 1));
  }

  private static List<String> words(String tags) {
    return tags == null ? List.of() : Stream.of(tags.split(":")).filter(tag -> !tag.isEmpty()).toList();
  }

  private static void links(Map<String, List<String>> sections, Decision decision) {
    List<String> links = sections.getOrDefault("Device node symlinks", List.of());
    if (!links.isEmpty()) {
      decision.links(links.stream().skip(1).map(link -> link.substring("/dev/".length())).toList(), Integer.parseInt(links.get(0)));
    }
  }

  private static void say(Map<String, List<String>> sections, String heading, String what, String pattern, Decision decision) {
    for (String line : sections.getOrDefault(heading, List.of())) {
      decision.say(what, line.replaceFirst(pattern, "$1"));
    }
  }

  private static void written(List<String> log, Decision decision) {
    for (String line : log) {
      Matcher written = WRITTEN.matcher(line);
      if (written.matches()) {
        String place = written.group(1) != null ? "attribute " + written.group(1) : "sysctl " + written.group(2);
        decision.say("write", place + "=" + written.group(3));
      }
    }
  }
}
