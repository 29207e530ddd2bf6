package io.hotprobe.bench;

import io.hotprobe.module.BinaryIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The index files of a Debian kernel's modules made by hotprobe's depmod and by kmod's, each a process of its own. Ends with an exception
 * when they do not say the same.
 */
public final class DepmodComparison {

  private static final double GOAL = 1;

  /** What kmod 30 does not write. */
  private static final String ADDED = "modules.weakdep";

  private final Path moduleDirectory;
  private final Path launcher;
  private final Path hotprobeBase;
  private final Path kmodBase;

  private DepmodComparison(Path moduleDirectory, Path launcher, Path work) throws IOException {
    this.moduleDirectory = moduleDirectory;
    this.launcher = launcher;
    this.hotprobeBase = base(work.resolve("hotprobe"));
    this.kmodBase = base(work.resolve("kmod"));
  }

  /** A base directory whose module directory has the tree's modules, by a link, and its build's lists, without an index. */
  private Path base(Path base) throws IOException {
    Path directory = Files.createDirectories(base.resolve("lib/modules").resolve(moduleDirectory.getFileName()));
    Files.createSymbolicLink(directory.resolve("kernel"), moduleDirectory.resolve("kernel").toAbsolutePath());
    for (String name : List.of("modules.order", "modules.builtin", "modules.builtin.modinfo")) {
      Files.copy(moduleDirectory.resolve(name), directory.resolve(name));
    }
    return base;
  }

  /**
   * Runs both, by turns so that both meet the machine in the same moods.
   *
   * @param args the module directory, the installed launcher, where results go, and {@code --quick} or nothing
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = args.length > 3 && args[3].equals("--quick") ? 5 : 21;
    Path work = Files.createTempDirectory("hotprobe-bench");
    try {
      new DepmodComparison(Path.of(args[0]), Path.of(args[1]), work).compare(runs).write(Path.of(args[2]), "depmod");
    } finally {
      try (Stream<Path> files = Files.walk(work)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private Report compare(int runs) throws IOException, InterruptedException {
    depmod(kmodBase);
    hotprobe(hotprobeBase);
    check();
    List<Double> kmod = new ArrayList<>();
    List<Double> hotprobe = new ArrayList<>();
    List<Double> start = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      kmod.add(depmod(kmodBase));
      hotprobe.add(hotprobe(hotprobeBase));
      start.add(millis(List.of(launcher.toString(), "depmod", "--version")));
    }
    check();
    Report report = new Report("depmod next to kmod's");
    report.against("all index files of " + modules() + " modules", Median.of(hotprobe), Median.of(kmod), "ms", true, GOAL);
    report.against("the same, fastest", least(hotprobe), least(kmod), "ms", true, GOAL);
    report.plain("of it the start: `hotprobe depmod --version`", Median.of(start), "ms");
    report.note(
        "From exec until the process has ended, everything in the page cache, medians of " + runs + " runs by turns; both write their"
            + " files each time. Before and after, the content of all files is compared, binary indexes entry by entry.");
    return report;
  }

  private int modules() throws IOException {
    return Files.readAllLines(directory(kmodBase).resolve("modules.dep"), StandardCharsets.ISO_8859_1).size();
  }

  private static double least(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  private double depmod(Path base) throws IOException, InterruptedException {
    return millis(List.of("/sbin/depmod", "-b", base.toString(), moduleDirectory.getFileName().toString()));
  }

  private double hotprobe(Path base) throws IOException, InterruptedException {
    return millis(List.of(launcher.toString(), "depmod", "-b", base.toString(), moduleDirectory.getFileName().toString()));
  }

  private static double millis(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": exit code " + process.exitValue());
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private Path directory(Path base) {
    return base.resolve("lib/modules").resolve(moduleDirectory.getFileName());
  }

  private void check() throws IOException {
    TreeMap<String, String> hotprobe = content(directory(hotprobeBase));
    hotprobe.remove(ADDED);
    TreeMap<String, String> kmod = content(directory(kmodBase));
    for (String name : kmod.keySet()) {
      if (!kmod.get(name).equals(hotprobe.get(name))) {
        throw new IOException(name + ": hotprobe's and kmod's do not say the same");
      }
    }
    if (!kmod.keySet().equals(hotprobe.keySet())) {
      throw new IOException("other files: " + hotprobe.keySet() + " instead of " + kmod.keySet());
    }
  }

  private static TreeMap<String, String> content(Path directory) throws IOException {
    TreeMap<String, String> content = new TreeMap<>();
    try (var files = Files.newDirectoryStream(directory, "modules.*")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        content.put(name, name.endsWith(".bin") ? entries(file) : Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return content;
  }

  private static String entries(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    BinaryIndex.read(file)
        .walk(
            (key, length, priority, data, from, to) ->
                text.append(new String(key, 0, length, StandardCharsets.ISO_8859_1)).append(' ').append(priority).append(' ')
                    .append(new String(data, from, to - from, StandardCharsets.ISO_8859_1)).append('\n'));
    return text.toString();
  }
}
