package io.hotprobe.rules.language;

import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.RunCommand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was decided for an event, a line for each thing, however we learnt it. */
final class Decision {

  /** Properties that are the event's or the database's own, and those that only udev itself has while it works. */
  private static final Set<String> NOT_DECIDED =
      Set.of("ACTION", "DEVPATH", "SUBSYSTEM", "DEVNAME", "DRIVER", "SEQNUM", "DEVLINKS", "TAGS", "CURRENT_TAGS", "USEC_INITIALIZED", "ID_PROCESSING");

  private final List<String> lines = new ArrayList<>();

  static List<String> of(Ruling ruling, Map<String, String> kernel, List<String> written) {
    Decision decision = new Decision();
    decision.properties(ruling.properties(), kernel);
    decision.tags(ruling.tags(), ruling.currentTags());
    ruling.name().ifPresent(name -> decision.say("name", name));
    if (kernel.containsKey("MAJOR")) {
      decision.node(ruling, kernel.get("DEVMODE"));
    }
    ruling.run().forEach(decision::run);
    decision.lines.addAll(written);
    return decision.lines();
  }

  /**
   * What is for a device node; where there is none udev does not say it.
   *
   * @param kernels the kernel's mode, which udev shows where rules say none
   */
  private void node(Ruling ruling, String kernels) {
    links(ruling.links(), ruling.linkPriority());
    ruling.owner().ifPresent(owner -> say("owner", owner));
    ruling.group().ifPresent(group -> say("group", group));
    if (ruling.mode().isPresent()) {
      say("mode", String.format("%04o", ruling.mode().getAsInt()));
    } else if (kernels != null) {
      say("mode", kernels);
    }
    ruling.watch().filter(watch -> watch).ifPresent(watch -> say("watch", "enabled"));
    ruling.labels().forEach((module, label) -> say("label", module + " " + label));
  }

  /** Only what the database and the log show afterwards. */
  static List<String> ofEffects(Ruling ruling, Map<String, String> kernel, List<String> written) {
    Decision decision = new Decision();
    decision.properties(ruling.properties(), kernel);
    decision.tags(ruling.tags(), ruling.currentTags());
    decision.links(ruling.links(), ruling.linkPriority());
    ruling.run().forEach(decision::run);
    decision.lines.addAll(written);
    return decision.lines();
  }

  private void run(RunCommand command) {
    say("run", command.type().name().toLowerCase(Locale.ROOT) + " " + command.command());
  }

  /** Those that are not as the kernel gave them; the private ones, which nobody sees, are left out. */
  void properties(Map<String, String> properties, Map<String, String> kernel) {
    new TreeMap<>(properties)
        .forEach(
            (key, value) -> {
              if (!key.startsWith(".") && !NOT_DECIDED.contains(key) && !value.equals(kernel.get(key))) {
                say("env", key + "=" + value);
              }
            });
    kernel.keySet().stream()
        .filter(key -> !properties.containsKey(key) && !NOT_DECIDED.contains(key))
        .forEach(key -> say("removed", key));
  }

  void tags(Collection<String> all, Collection<String> current) {
    if (!all.isEmpty()) {
      say("tags", String.join(" ", new TreeSet<>(all)));
    }
    if (!current.isEmpty()) {
      say("current", String.join(" ", new TreeSet<>(current)));
    }
  }

  /** udev keeps no order among them. */
  void links(Collection<String> links, int priority) {
    new TreeSet<>(links).forEach(link -> say("link", link));
    if (!links.isEmpty() && priority != 0) {
      say("priority", priority);
    }
  }

  void say(String what, Object value) {
    lines.add(what + " " + EscapedText.write(value.toString()));
  }

  /** The lines that only the one has, and those that only the other has; empty when both decided the same. */
  static String difference(List<String> theirs, List<String> ours) {
    List<String> lacking = new ArrayList<>(theirs);
    lacking.removeAll(ours);
    List<String> surplus = new ArrayList<>(ours);
    surplus.removeAll(theirs);
    if (lacking.isEmpty() && surplus.isEmpty()) {
      return theirs.equals(ours) ? "" : "\n  order: " + theirs + " / " + ours;
    }
    StringBuilder text = new StringBuilder();
    lacking.forEach(line -> text.append("\n  udev only: ").append(line));
    surplus.forEach(line -> text.append("\n  hotprobe only: ").append(line));
    return text.toString();
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
