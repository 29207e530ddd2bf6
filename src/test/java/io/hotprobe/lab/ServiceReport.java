package io.hotprobe.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run of the service under systemd, as {@code bench/results/lab-service.md} shows it. */
record ServiceReport(ServiceRun run) {

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines());
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>(List.of(
        "# The unit under a live systemd",
        "",
        LabReport.machine(run.kernel(), run.java()) + ". The systemd and udev of Debian 13, booted to multi-user.target.",
        "",
        "| moment | state | result | restarts | sockets kept | status |",
        "|---|---|---|---:|---:|---|"));
    run.states().forEach((moment, state) -> lines.add(row(moment, state)));
    lines.add("");
    lines.add("Plugged and bound: " + run.bound() + ".");
    lines.add("");
    lines.add(run.security().replaceAll("[^ -~]", "").strip());
    return lines;
  }

  private static String row(String moment, Map<String, String> state) {
    return String.join(" | ", "| " + moment, state.get("ActiveState"), state.get("Result"), state.get("NRestarts"),
        state.get("NFileDescriptorStore"), state.get("StatusText") + " |");
  }
}
