package io.hotprobe.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two runs side by side, as {@code bench/results/lab.md} shows them. */
record LabReport(LabRun udevd, LabRun hotprobe) {
  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines());
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>(List.of(
        "# Hot-plug in a QEMU guest",
        "",
        machine(hotprobe.kernel(), hotprobe.java()),
        "",
        "One plug per number, under software emulation: compare within a row, not with real hardware. Milliseconds from",
        "the device's `add` to its own `bind`, and in brackets to the last `bind` below it (a disk behind its controller,",
        "a network function behind its transport). A module is shown at the device that brought it.",
        "",
        "| device | modules | udevd, ms | hotprobe, ms |",
        "|---|---|---:|---:|"));
    hotprobe.plugged().forEach((model, result) -> lines.add("| " + model + " | " + String.join(" ", result.modules())
        + " | " + millis(udevd.plugged().get(model)) + " | " + millis(result) + " |"));
    lines.add("");
    lines.add("| start of the daemon | udevd | hotprobe |");
    lines.add("|---|---:|---:|");
    lines.add("| until it listens, s | " + seconds(udevd.readySeconds()) + " | " + seconds(hotprobe.readySeconds()) + " |");
    lines.add("| until coldplug is handled, s | " + seconds(udevd.coldplugSeconds()) + " | "
        + seconds(hotprobe.coldplugSeconds()) + " |");
    lines.add("| modules live then | " + udevd.coldplugged().size() + " | " + hotprobe.coldplugged().size() + " |");
    lines.add("| modules live after all plugs | " + udevd.live().size() + " | " + hotprobe.live().size() + " |");
    return lines;
  }

  /** Says on what a run was made. */
  static String machine(String kernel, String java) throws IOException {
    return "Kernel " + kernel + " - " + java + " - " + firstLine("qemu-system-x86_64", "--version")
        + ", `-accel tcg`, 2 CPUs - commit " + firstLine("git", "rev-parse", "--short", "HEAD") + " - `bench/lab/run`";
  }

  private static String millis(PlugResult result) {
    return result.isBound()
        ? String.format(Locale.ROOT, "%.0f (%.0f)", result.bindMillis(), result.lastBindMillis())
        : "not bound";
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }

  private static String firstLine(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElse("?");
  }
}
