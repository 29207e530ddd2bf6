package io.hotprobe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where, with what and how figures were taken. */
record Machine(String cpu, int cores, String kernel, String jdk, String commit, String command) {

  /** This machine; commit and command as {@code bench/run} passes them. */
  static Machine here() throws IOException {
    String cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown");
    return new Machine(
        cpu,
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        System.getProperty("bench.commit", "unknown"),
        System.getProperty("bench.command", "unknown"));
  }
}
