package io.hotprobe.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Both makers' tools side by side, as {@code bench/results/lab-tools.md} shows them.
 *
 * @param compared in the order in which they ran
 * @param kernel the guest's release
 * @param java the guest's Java
 */
record ToolReport(List<ToolComparison> compared, String kernel, String java) {
  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines());
  }

  private List<String> lines() throws IOException {
    long equal = compared.stream().filter(comparison -> comparison.differences().isEmpty()).count();
    List<String> lines = new ArrayList<>(List.of(
        "# The module tools in a QEMU guest",
        "",
        LabReport.machine(kernel, java),
        "",
        "Command lines that ran with kmod's tools and with hotprobe's, from the same state of the guest. `$T` is where the tools",
        "are, `$D` where the modules are. Equal means: exit code, standard output byte for byte, the modules that are live",
        "afterwards, in their order, and whether anything is on standard error. **" + equal + " of " + compared.size() + " are equal.**",
        "",
        "Milliseconds are one run each under software emulation, which makes the start of Java many times as slow as it is on",
        "hardware: compare within a row, and only roughly. Where a line calls several tools, it is their sum.",
        "",
        "| command line | answer | kmod, ms | hotprobe, ms |",
        "|---|---|---:|---:|"));
    compared.forEach(comparison -> lines.add("| " + code(comparison.of()) + " | " + answer(comparison)
        + " | " + millis(comparison.kmod()) + " | " + millis(comparison.hotprobe()) + " |"));
    return lines;
  }

  private static String code(ToolCase of) {
    String prepared = of.prepare().isEmpty() ? "" : "after `" + cell(of.prepare()) + "`: ";
    return prepared + "`" + cell(of.command()) + "`";
  }

  /** Text for a table, where a bar would end the cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", "; ");
  }

  private static String answer(ToolComparison comparison) {
    return comparison.differences().isEmpty() ? "equal" : comparison.of().deviation().map(why -> "other: " + why).orElse("WRONG");
  }

  private static String millis(ToolRun run) {
    return String.format(Locale.ROOT, "%.0f", run.millis());
  }
}
