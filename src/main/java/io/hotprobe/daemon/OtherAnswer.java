package io.hotprobe.daemon;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.Programs.End;
import io.hotprobe.journal.Handled;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.Ruling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What udevd made of an event.
 *
 * @param properties those that its rules set, as far as that can be told
 */
record OtherAnswer(Source source, Set<String> links, Set<String> tags, Map<String, String> properties) {

  /** Where it is known from. */
  enum Source {
    /** udevd sent it out just now, and has loaded what it wanted. */
    MESSAGE,
    /** The database has it, from whatever the device's last event was: what is there beyond ours tells nothing. */
    DATABASE
  }

  /** What udevd adds to an event by itself. */
  private static final Set<String> ITS_OWN =
      Set.of("ACTION", "SEQNUM", "DEVLINKS", "TAGS", "CURRENT_TAGS", "USEC_INITIALIZED", "UDEV_DATABASE_VERSION", "SYNTH_UUID", "DEVNAME");

  /** As the database has it. */
  static OtherAnswer of(DeviceRecord entry) {
    return new OtherAnswer(Source.DATABASE, new LinkedHashSet<>(entry.links()), entry.tags(), entry.properties());
  }

  /**
   * As it was sent to those who listen.
   *
   * @param all the message's properties
   * @param kernel those that the kernel had sent
   */
  static OtherAnswer of(Map<String, String> all, Map<String, String> kernel) {
    Map<String, String> set = new LinkedHashMap<>(all);
    set.keySet().removeAll(ITS_OWN);
    set.keySet().removeIf(key -> key.startsWith("UDEV_WORKER_") || key.startsWith(".") || all.get(key).equals(kernel.get(key)));
    Set<String> links = new LinkedHashSet<>();
    for (String link : words(all.get("DEVLINKS"), " ")) {
      links.add(link.startsWith("/dev/") ? link.substring("/dev/".length()) : link);
    }
    return new OtherAnswer(Source.MESSAGE, links, new LinkedHashSet<>(words(all.get("TAGS"), ":")), set);
  }

  private static List<String> words(String text, String separator) {
    return text == null ? List.of() : Arrays.stream(text.split(separator)).filter(word -> !word.isEmpty()).toList();
  }

  /**
   * In what hotprobe would have done otherwise, a clause each; empty when in nothing.
   *
   * @param modules is asked what is live now
   */
  List<String> differences(Handled ours, Modules modules) {
    List<String> differences = new ArrayList<>();
    String missing = source == Source.MESSAGE ? missing(ours.deeds(), modules) : "";
    if (!missing.isEmpty()) {
      differences.add("would load " + missing + ", which udevd did not");
    }
    if (isComplete(ours)) {
      Ruling ruling = ours.deeds().ruling().orElseThrow();
      compare("link", new TreeSet<>(ruling.links()), new TreeSet<>(links), differences);
      compare("tag", new TreeSet<>(ruling.tags()), new TreeSet<>(tags), differences);
      compareProperties(ruling, differences);
    }
    return differences;
  }

  /** Whether everything can be compared: the rules spoke, and no program was left out on the way. */
  static boolean isComplete(Handled ours) {
    return ours.deeds().ruling().isPresent()
        && ours.deeds().ruling().get().programs().stream().noneMatch(run -> run.end() instanceof End.NotRun);
  }

  /** The modules wanted for it that are not live although nobody refused them. */
  private static String missing(Handled.Deeds deeds, Modules modules) {
    List<String> missing = new ArrayList<>();
    for (Resolution resolution : deeds.resolutions()) {
      if (resolution instanceof LoadPlan plan) {
        plan.steps().stream().filter(step -> step.means() instanceof LoadPlan.Insert).map(LoadPlan.Step::module)
            .filter(module -> modules.state(module) == Modules.State.ABSENT).map(ModuleName::value).forEach(missing::add);
      }
    }
    return String.join(", ", missing);
  }

  private void compare(String what, Set<String> ours, Set<String> theirs, List<String> differences) {
    ours.stream().filter(each -> !theirs.contains(each)).forEach(each -> differences.add("would give it the " + what + " " + each));
    if (source == Source.DATABASE) {
      return;
    }
    theirs.stream().filter(each -> !ours.contains(each)).forEach(each -> differences.add("would not give it the " + what + " " + each));
  }

  private void compareProperties(Ruling ruling, List<String> differences) {
    Map<String, String> ours = new TreeMap<>();
    for (String key : ruling.assigned()) {
      if (ruling.properties().containsKey(key)) {
        ours.put(key, ruling.properties().get(key));
      }
    }
    ours.forEach(
        (key, value) -> {
          String other = properties.get(key);
          if (!value.equals(other)) {
            differences.add("would set " + key + "=" + value + (other == null ? "" : " instead of " + other));
          }
        });
    if (source == Source.DATABASE) {
      return;
    }
    properties.keySet().stream().filter(key -> !ours.containsKey(key))
        .forEach(key -> differences.add("would not set " + key + "=" + properties.get(key)));
  }
}
