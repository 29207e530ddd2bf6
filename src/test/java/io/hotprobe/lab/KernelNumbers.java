package io.hotprobe.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers that the kernel gives out in an order, or in steps, that depend on the moment: inputs and wakeup sources, of which
 * a driver that tries a protocol and drops it uses one up unseen, and the sequence numbers of disks, which several drivers
 * find at once.
 */
final class KernelNumbers {
  private static final Pattern NUMBERED = Pattern.compile("\\b(input|wakeup)(\\d+)\\b");

  private static final Pattern DISK_SEQUENCE = Pattern.compile("(by-diskseq(?:/|\\\\x2f)|DISKSEQ=|^Q: )(\\d+)");

  private KernelNumbers() {
  }

  /**
   * The lines with each disk's sequence number replaced by the disk's name.
   *
   * @param disks names by number
   */
  static List<String> named(List<String> lines, Map<String, String> disks) {
    return lines.stream().map(line -> DISK_SEQUENCE.matcher(line).replaceAll(found ->
        Matcher.quoteReplacement(found.group(1) + "#" + disks.getOrDefault(found.group(2), found.group(2))))).toList();
  }

  /** The lines with each of these numbers replaced by its place among those that occur: {@code input#0}, {@code input#1}... */
  static List<String> ranked(List<String> lines) {
    Map<String, SortedMap<Integer, Integer>> ranks = new HashMap<>();
    for (String line : lines) {
      NUMBERED.matcher(line).results().forEach(found -> ranks.computeIfAbsent(found.group(1), name -> new TreeMap<>())
          .put(Integer.valueOf(found.group(2)), 0));
    }
    for (SortedMap<Integer, Integer> numbers : ranks.values()) {
      int rank = 0;
      for (Map.Entry<Integer, Integer> number : numbers.entrySet()) {
        number.setValue(rank++);
      }
    }
    return lines.stream().map(line -> NUMBERED.matcher(line).replaceAll(found -> Matcher.quoteReplacement(
        found.group(1) + "#" + ranks.get(found.group(1)).get(Integer.valueOf(found.group(2)))))).toList();
  }
}
