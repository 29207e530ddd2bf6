package io.hotprobe.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two boots with the same rules side by side, as {@code bench/results/lab-rules.md} shows them. */
record RulesReport(RulesBoot udevd, RulesBoot hotprobe, ShadowRun shadow, HangRun hang) {
  private static final List<String> SECTIONS =
      List.of("dev", "devlinks", "data", "links", "tags", "static", "watch", "net", "attributes", "modules");

  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines());
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>(List.of(
        "# udev's rules in a QEMU guest",
        "",
        LabReport.machine(hotprobe.kernel(), hotprobe.java()),
        "",
        "The same machine, booted once with systemd-udevd and once with `hotprobe daemon --manage-nodes` alone; the same rules:",
        "Debian's of udev, systemd, dmsetup, and of the packages that `bench/lab/run` names. A fact is one line of what",
        "`bench/lab/nodes` prints: a node with type, mode, owner, group and number; a link with its target; a property, a tag,",
        "a claim to a link. *differ* counts the facts that only one of the two boots has, but for the exemptions below.",
        "",
        "| facts | cold | differ | plugged | differ | unplugged | differ |",
        "|---|---:|---:|---:|---:|---:|---:|"));
    for (String section : SECTIONS) {
      lines.add("| " + section + cells(udevd.cold(), hotprobe.cold(), section) + cells(udevd.plugged(), hotprobe.plugged(), section)
          + cells(udevd.unplugged(), hotprobe.unplugged(), section) + " |");
    }
    lines.add("");
    for (NodeDifference.Exemption exemption : NodeDifference.Exemption.values()) {
      lines.add("- exempt, " + exemption + ": " + exemption.reason());
    }
    lines.addAll(List.of(
        "",
        "| what | udevd | hotprobe |",
        "|---|---:|---:|",
        "| from the daemon's start until the coldplug is handled, s | " + seconds(udevd.coldplugSeconds()) + " | "
            + seconds(hotprobe.coldplugSeconds()) + " |",
        "| runs of the script | " + udevd.scripts().begun().size() + " | " + hotprobe.scripts().begun().size() + " |",
        "| events that `udevadm monitor -u` saw of a USB stick's insertion | " + udevd.monitor().size() + " | "
            + hotprobe.monitor().size() + " |",
        "",
        "A script that hangs, with a child and a grandchild: limit " + hang.limitSeconds() + " s, the devices below got their links "
            + seconds(hang.seconds()) + " s after the plug, processes left: " + hang.processesLeft().size() + ".",
        "",
        "`--shadow` beside udevd: " + shadow.reportedAtColdplug().size() + " differences from udevd's records at the start, "
            + shadow.reportedWhenPlugged().size() + " when a device is plugged with the rules as they are, "
            + shadow.reportedWhenMasked().size() + " when udevd's `80-drivers.rules` is masked and a device is plugged."));
    return lines;
  }

  private static String cells(NodeState udevd, NodeState hotprobe, String section) {
    return " | " + udevd.section(section).size() + " | " + new NodeDifference(udevd, hotprobe).in(section).size();
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }
}
