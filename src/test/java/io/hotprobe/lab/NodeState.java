package io.hotprobe.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rules have made in the guest, as {@code bench/lab/nodes} prints it.
 *
 * @param facts by section of that listing: one line for each thing that is so
 */
record NodeState(Map<String, SortedSet<String>> facts) {
  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final Pattern LINK = Pattern.compile("'(.*)' -> '(.*)'");
  private static final Pattern DISK = Pattern.compile("/sys/block/(\\S+)/diskseq:(\\d+)");
  /** Who wants a link, and with which priority: udev's links/NAME/ID. */
  private static final Pattern CLAIM = Pattern.compile("links/([^/]+)/(\\S+) (-?\\d+)");

  static NodeState of(Guest guest) throws IOException, InterruptedException {
    return parse(guest.shell().run("nodes", LIMIT));
  }

  static NodeState parse(List<String> listing) {
    Map<String, SortedSet<String>> facts = new LinkedHashMap<>();
    SortedSet<String> section = new TreeSet<>();
    String file = "";
    for (String line : KernelNumbers.named(KernelNumbers.ranked(listing), disks(listing))) {
      if (line.startsWith("= ")) {
        section = facts.computeIfAbsent(line.substring(2), name -> new TreeSet<>());
        file = "";
      } else if (DISK.matcher(line).matches()) {
        continue;
      } else if (line.startsWith("- ")) {
        file = line.substring(2) + " ";
        section.add(file + "exists");
      } else {
        section.add(file + plain(line));
      }
    }
    return new NodeState(facts);
  }

  /** The names of the disks that the listing gives, by their sequence numbers. */
  static Map<String, String> disks(List<String> listing) {
    Map<String, String> disks = new HashMap<>();
    for (String line : listing) {
      Matcher disk = DISK.matcher(line);
      if (disk.matches()) {
        disks.put(disk.group(2), disk.group(1));
      }
    }
    return disks;
  }

  /** A claim's target is {@code PRIORITY:NODE}; its node is in the device's record already. */
  private static String plain(String line) {
    Matcher link = LINK.matcher(line);
    if (!link.matches()) {
      return line;
    }
    return link.group(1).startsWith("links/")
        ? link.group(1) + " " + link.group(2).substring(0, link.group(2).indexOf(':'))
        : link.group(1) + " -> " + link.group(2);
  }

  SortedSet<String> section(String name) {
    return facts.getOrDefault(name, new TreeSet<>());
  }

  /** The links that several devices want with the same, highest priority, by path: any of those devices may have it. */
  SortedSet<String> contested() {
    Map<String, List<Integer>> priorities = new HashMap<>();
    for (String line : section("links")) {
      Matcher claim = CLAIM.matcher(line);
      if (claim.matches()) {
        priorities.computeIfAbsent(claim.group(1), name -> new ArrayList<>()).add(Integer.valueOf(claim.group(3)));
      }
    }
    SortedSet<String> contested = new TreeSet<>();
    priorities.forEach((name, wanted) -> {
      int highest = wanted.stream().mapToInt(Integer::intValue).max().orElseThrow();
      if (wanted.stream().filter(priority -> priority == highest).count() > 1) {
        contested.add("/dev/" + name.replace("\\x2f", "/").replace("\\x5c", "\\"));
      }
    });
    return contested;
  }
}
