package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.sysfs.TempSysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceMatchesTest {

  private static final String DISK = "/devices/pci0/block/sda";

  @TempDir Path scratch;
  private String sysfs;

  @BeforeEach
  void device() throws IOException {
    sysfs = scratch.resolve("sys").toString();
    new TempSysfs(scratch.resolve("sys"))
        .device("/devices/pci0", "")
        .link("/devices/pci0/subsystem", "../../bus/pci")
        .file("/devices/pci0/vendor", "a[1]|b*?\"c\\  \n")
        .device(DISK, "DEVNAME=sda\nMAJOR=8\nMINOR=0\nODD=x [y]\n")
        .link(DISK + "/subsystem", "../../../../class/block")
        .file(DISK + "/queue/rotational", "1\n")
        .file(DISK + "/empty", "")
        .file(DISK + "/lines", "a\nb\n")
        .file(DISK + "/model", "Kärntner \\ Öl\n")
        .file(DISK + "/odd%k{a}", "1\n")
        .inClass("block", DISK);
  }

  @Test
  void attributes_eachMatchAsARule_holdsForTheDevice() throws IOException {
    List<String> matches = Program.run("rules", "attributes", "--sysfs", sysfs, "sda").out().lines().filter(line -> line.contains("==")).toList();
    assertTrue(matches.size() >= 12 && matches.stream().anyMatch(match -> match.startsWith("ATTRS{vendor}")), matches.toString());
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < matches.size(); i++) {
      rules.append(matches.get(i)).append(", TAG+=\"holds-").append(i).append("\"\n");
    }
    Path directory = Files.createDirectories(scratch.resolve("rules.d"));
    Files.writeString(directory.resolve("50-all.rules"), rules);
    String told = Program.run("rules", "test", "--sysfs", sysfs, "--rules-dir", directory.toString(), "sda").out();
    assertEquals(matches.size(), told.lines().filter(line -> line.startsWith("  holds-")).count(), rules + told);
  }

  @Test
  void attributes_valueOfSeveralLines_isLeftOut() {
    String told = Program.run("rules", "attributes", "--sysfs", sysfs, "sda").out();
    assertTrue(told.contains("ATTR{queue/rotational}==\"1\"") && !told.contains("{lines}") && !told.contains("{uevent}"), told);
  }

  @Test
  void attributes_valueBeyondAscii_isAPatternInAscii() {
    String told = Program.run("rules", "attributes", "--sysfs", sysfs, "sda").out();
    assertTrue(told.contains("ATTR{model}==\"K*rntner ? *l\"") && !told.contains("{odd"), told);
  }
}
