package io.hotprobe.rules.language;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Holds hotprobe beside udev 257 on random cases and prints those on which they differ: {@code bench/udev/run fuzz}. */
final class RuleFuzz {

  private static final int BATCH = 500;

  private RuleFuzz() {}

  /** Words: the listing of the devices, how many cases, the seed of the first. */
  public static void main(String[] words) throws IOException, InterruptedException {
    List<String> devices = Files.readAllLines(Path.of(words[0]), StandardCharsets.UTF_8);
    int count = Integer.parseInt(words[1]);
    long seed = Long.parseLong(words[2]);
    int differing = 0;
    for (int from = 0; from < count; from += BATCH) {
      long first = seed + from;
      List<RuleCase> cases =
          IntStream.range(0, Math.min(BATCH, count - from)).mapToObj(i -> new RuleGrammar(first + i).next("fuzz-" + (first + i))).toList();
      differing += differences(cases, devices);
    }
    System.out.println(count + " cases, " + differing + " differ");
  }

  /** Where tags are taken away udevadm shows those there were when a property was last looked at. */
  private static List<String> shown(RuleCase one, List<String> decision) {
    boolean taken = one.lines().stream().anyMatch(line -> line.contains("TAG=") || line.contains("TAG-="));
    return taken ? decision.stream().filter(line -> !line.startsWith("tags ") && !line.startsWith("current ")).toList() : decision;
  }

  private static int differences(List<RuleCase> cases, List<String> devices) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("fuzz");
    SysfsListing.unpack(devices, work.resolve("sys"));
    List<List<String>> theirs = new UdevJail(work).decide(cases);
    int differing = 0;
    for (int i = 0; i < cases.size(); i++) {
      RuleCase one = cases.get(i);
      List<String> ours = HotprobeAnswer.decide(one, Files.createDirectories(work.resolve("ours").resolve(one.name())), work.resolve("sys"));
      String difference = Decision.difference(shown(one, theirs.get(i)), shown(one, ours));
      if (!difference.isEmpty()) {
        differing++;
        System.out.println(String.join("\n", one.recorded(theirs.get(i)).text()) + difference + "\n");
      }
    }
    return differing;
  }
}
