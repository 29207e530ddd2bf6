package io.hotprobe.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The modules that are in the kernel, from lines {@code NAME SIZE USES [HOLDER...] [!STATE]}, as {@code /proc/modules} and {@code
 * /sys/module}, and as the script of a kernel in memory. USES counts the holders too; {@code -} stands for a kernel that cannot unload.
 */
final class LiveText {

  /** What {@code /proc/modules} calls an initstate. */
  private static final Map<String, String> LISTED = Map.of("live", "Live", "coming", "Loading", "going", "Unloading");

  private final World world;

  LiveText(World world) {
    this.world = world;
  }

  void write(List<String> lines) throws IOException {
    StringBuilder proc = new StringBuilder();
    StringBuilder script = new StringBuilder();
    for (String line : lines) {
      List<String> words = Arrays.asList(line.split(" "));
      List<String> holders = new ArrayList<>(words.subList(3, words.size()));
      String state = "live";
      if (!holders.isEmpty() && holders.get(holders.size() - 1).startsWith("!")) {
        state = holders.remove(holders.size() - 1).substring(1);
      }
      sysfs(words, holders, state);
      proc.append(String.join(" ", words.subList(0, 3))).append(' ');
      proc.append(holders.isEmpty() ? "-" : String.join(",", holders) + ",");
      proc.append(' ').append(LISTED.get(state)).append(" 0x0000000000000000\n");
      int uses = words.get(2).equals("-") ? 0 : Integer.parseInt(words.get(2)) - holders.size();
      script.append("live ").append(words.get(0)).append(' ').append(uses).append('\n');
    }
    world.write("proc/modules", Text.latin1(proc.toString()));
    world.write("kernel.script", Text.latin1(script.toString()));
  }

  private void sysfs(List<String> words, List<String> holders, String state) throws IOException {
    Path module = world.place("sys/module/" + words.get(0));
    Files.createDirectories(module.resolve("holders"));
    for (String holder : holders) {
      Files.createSymbolicLink(module.resolve("holders").resolve(holder), Path.of("../../" + holder));
    }
    Files.writeString(module.resolve("coresize"), words.get(1) + "\n");
    Files.writeString(module.resolve("initstate"), state + "\n");
    if (!words.get(2).equals("-")) {
      Files.writeString(module.resolve("refcnt"), words.get(2) + "\n");
    }
  }
}
