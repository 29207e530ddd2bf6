package io.hotprobe.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How often, when and with what {@code bench/lab/lab-run} ran.
 *
 * @param log {@code begin EVENT} and {@code end EVENT} in the order in which it happened; an event is
 *     {@code SEQNUM.ACTION.NAME}
 * @param runs by event, in the order in which they began
 */
record ScriptRuns(List<String> log, Map<String, Run> runs) {
  /**
   * One run.
   *
   * @param arguments after the program's name, sorted: those that were {@code $links} have no order
   * @param environment {@code KEY=VALUE}, without those that {@link #VARYING} names, and without private ones: udev 252 gives
   *     them to programs, later ones do not
   */
  record Run(List<String> arguments, SortedSet<String> environment) {
  }

  /** Numbers events, counts microseconds, and is not known to udev 252 yet. */
  private static final List<String> VARYING = List.of("SEQNUM", "USEC_INITIALIZED", "ID_PATH_WITH_USB_REVISION");

  /**
   * Reads what the script wrote.
   *
   * @param written by event: arguments, a line {@code --}, the environment
   */
  static ScriptRuns of(List<String> log, Map<String, List<String>> written) {
    Map<String, Run> runs = new LinkedHashMap<>();
    written.forEach((event, lines) -> {
      int end = lines.indexOf("--");
      SortedSet<String> environment = new TreeSet<>();
      lines.subList(end + 1, lines.size()).forEach(variable -> environment.add(ListProperty.sorted(variable)));
      environment.removeIf(variable -> variable.startsWith(".") || VARYING.contains(variable.split("=", 2)[0]));
      runs.put(event, new Run(lines.subList(0, end).stream().sorted().toList(), environment));
    });
    return new ScriptRuns(List.copyOf(log), runs);
  }

  /** The first run for each device and action, by {@code ACTION.NAME}. */
  SortedMap<String, Run> first() {
    SortedMap<String, Run> first = new TreeMap<>();
    runs.forEach((event, run) -> first.putIfAbsent(event.substring(event.indexOf('.') + 1), run));
    return first;
  }

  /** Every run that began, by event, as often as it did. */
  List<String> begun() {
    return log.stream().filter(line -> line.startsWith("begin ")).map(line -> line.substring("begin ".length())).sorted().toList();
  }

  /** What each device's script did, in order: {@code begin add}, {@code end add}, {@code begin remove}... */
  SortedMap<String, List<String>> byDevice() {
    SortedMap<String, List<String>> byDevice = new TreeMap<>();
    for (String line : log) {
      String[] words = line.split(" ", 2);
      String[] event = words[1].split("\\.", 3);
      byDevice.computeIfAbsent(event[2], name -> new ArrayList<>()).add(words[0] + " " + event[1]);
    }
    return byDevice;
  }
}
