package io.hotprobe.rules.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rules, a device and an event, and what is decided then. The text of a case:
 *
 * <pre>
 * ## NAME
 * # why it is a trap
 * device DEVPATH              action ACTION             else those of the file
 * uevent KEY=VALUE            one more property
 * data ID LINE                a line of the database
 * sysctl PLACE VALUE          cmdline TEXT
 * program NAME                rules DIRECTORY/NAME      the text follows; DIRECTORY: etc, run, local, lib
 * | TEXT                      a line of it; without a heading of rules etc/50-test.rules
 * \ TEXT                      EscapedText, without newline at the end
 * mask DIRECTORY/NAME         a link to /dev/null
 * effects                     programs were run and attributes written for the recording
 * stated REASON               no recording: udev cannot show it
 * = DECIDED                   what udev decided
 * differs REASON              we decide otherwise:
 * ! DECIDED
 * </pre>
 */
record RuleCase(String name, List<String> lines, List<String> expected, List<String> differing) {

  /** What stands for a decision that nothing is done. */
  static final String NOTHING = "nothing";

  static final String USUAL_FILE = "etc/50-test.rules";

  static RuleCase read(List<String> text) {
    List<String> lines = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<String> differing = new ArrayList<>();
    for (String line : text.subList(1, text.size())) {
      (line.startsWith("= ") ? expected : line.startsWith("! ") ? differing : lines).add(line);
    }
    return new RuleCase(text.get(0).substring(3), lines, decision(expected), decision(differing));
  }

  private static List<String> decision(List<String> marked) {
    return marked.stream().map(line -> line.substring(2)).filter(line -> !line.equals(NOTHING)).toList();
  }

  /** The same with another recording. */
  RuleCase recorded(List<String> decision) {
    return new RuleCase(name, lines, decision, differing);
  }

  List<String> text() {
    List<String> text = new ArrayList<>(List.of("## " + name));
    List<String> head = new ArrayList<>(lines);
    while (!head.isEmpty() && head.get(head.size() - 1).isBlank()) {
      head.remove(head.size() - 1);
    }
    text.addAll(head);
    mark("= ", expected, text);
    if (differs()) {
      mark("! ", differing, text);
    }
    text.add("");
    return text;
  }

  private static void mark(String mark, List<String> decision, List<String> text) {
    (decision.isEmpty() ? List.of(NOTHING) : decision).forEach(line -> text.add(mark + line));
  }

  private List<String> all(String word) {
    return lines.stream().filter(line -> line.startsWith(word + " ")).map(line -> line.substring(word.length() + 1)).toList();
  }

  private String last(String word, String otherwise) {
    List<String> all = all(word);
    return all.isEmpty() ? otherwise : all.get(all.size() - 1);
  }

  String device() {
    return last("device", null);
  }

  String action() {
    return last("action", "add");
  }

  boolean effects() {
    return lines.contains("effects");
  }

  boolean stated() {
    return !all("stated").isEmpty();
  }

  boolean differs() {
    return !all("differs").isEmpty();
  }

  /** What hotprobe decides. */
  List<String> ours() {
    return differs() ? differing : expected;
  }

  List<String> uevent() {
    return all("uevent").stream().map(EscapedText::read).toList();
  }

  String commandLine() {
    return last("cmdline", "");
  }

  List<String> masked() {
    return all("mask");
  }

  /** Values by place below {@code /proc/sys}. */
  Map<String, String> sysctl() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : all("sysctl")) {
      int blank = line.indexOf(' ');
      values.put(line.substring(0, blank), EscapedText.read(line.substring(blank + 1)));
    }
    return values;
  }

  /** The lines kept about devices, by their ids. */
  Map<String, String> data() {
    Map<String, String> records = new TreeMap<>();
    for (String line : all("data")) {
      int blank = line.indexOf(' ');
      records.merge(line.substring(0, blank), EscapedText.read(line.substring(blank + 1)) + "\n", String::concat);
    }
    return records;
  }

  /** Rule files by {@code DIRECTORY/NAME}. */
  Map<String, String> rules() {
    return texts("rules ");
  }

  /** Scripts by name. */
  Map<String, String> programs() {
    return texts("program ");
  }

  private Map<String, String> texts(String heading) {
    Map<String, String> texts = new TreeMap<>();
    String current = "rules " + USUAL_FILE;
    for (String line : lines) {
      if (line.startsWith("rules ") || line.startsWith("program ")) {
        current = line;
        add(texts, heading, current, "");
      } else if (line.startsWith("|")) {
        add(texts, heading, current, line.substring(Math.min(2, line.length())) + "\n");
      } else if (line.startsWith("\\")) {
        add(texts, heading, current, EscapedText.read(line.substring(2)));
      }
    }
    return texts;
  }

  private static void add(Map<String, String> texts, String heading, String current, String text) {
    if (current.startsWith(heading)) {
      texts.merge(current.substring(heading.length()), text, String::concat);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
