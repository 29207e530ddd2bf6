package io.hotprobe.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Both makers' tools side by side, as {@code bench/results/lab-tools.md} shows them.
 *
 * @param compared command lines, in the order in which they ran
 * @param served the kernel's own requests, by the module that serves them
 * @param kernel the guest's release
 * @param java the guest's Java
 */
record ToolReport(List<ToolComparison> compared, Map<String, ToolComparison> served, String kernel, String java) {
  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines());
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>(List.of(
        "# The module tools in a QEMU guest",
        "",
        LabReport.machine(kernel, java),
        "",
        "What ran with kmod's tools and with hotprobe's, from the same state of the guest. Equal means: exit code, standard",
        "output byte for byte, the modules that are live afterwards, in their order, and whether anything is on standard error.",
        "",
        "Milliseconds are one run each under software emulation, which makes the start of Java many times as slow as it is on",
        "hardware: compare within a row, and only roughly. Where a line calls several tools, it is their sum.",
        "",
        "## Command lines: " + equal(compared) + " of " + compared.size() + " equal",
        "",
        "`$T` is where the tools are, `$D` where the modules are. First, kmod's tools and the shell prepare what stands before",
        "the colon.",
        "",
        "| command line | answer | kmod, ms | hotprobe, ms |",
        "|---|---|---:|---:|"));
    compared.forEach(comparison -> lines.add("| " + line(comparison.of()) + " | " + answer(comparison) + times(comparison)));
    lines.addAll(List.of(
        "",
        "## The kernel's own requests: " + equal(served.values()) + " of " + served.size() + " equal",
        "",
        "`/proc/sys/kernel/modprobe` names the one tool or the other while a program needs what the kernel has no code for yet.",
        "The time is that of the program.",
        "",
        "| module | program | answer | kmod, ms | hotprobe, ms |",
        "|---|---|---|---:|---:|"));
    served.forEach((module, comparison) -> lines.add("| " + module + " | `" + cell(comparison.of().command()) + "` | "
        + answer(comparison) + times(comparison)));
    return lines;
  }

  private static long equal(Collection<ToolComparison> compared) {
    return compared.stream().filter(comparison -> comparison.differences().isEmpty()).count();
  }

  private static String line(ToolCase of) {
    String prepared = of.prepare().isEmpty() ? "" : "`" + cell(of.prepare()) + "`: ";
    return prepared + "`" + cell(of.command()) + "`";
  }

  /** Text for a table, where a bar would end the cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static String answer(ToolComparison comparison) {
    return comparison.differences().isEmpty() ? "equal" : comparison.of().deviation().map(why -> "other: " + why).orElse("WRONG");
  }

  private static String times(ToolComparison comparison) {
    return String.format(Locale.ROOT, " | %.0f | %.0f |", comparison.kmod().millis(), comparison.hotprobe().millis());
  }
}
