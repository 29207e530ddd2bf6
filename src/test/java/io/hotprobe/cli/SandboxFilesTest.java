package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, the systemd drop-ins and {@link DaemonRights} give the daemon the same. */
class SandboxFilesTest {

  private static final Path DIST = Path.of("src/main/dist");
  private static final Path UNIT = DIST.resolve("share/systemd/hotprobe.service");
  private static final Path NODES = DIST.resolve("share/systemd/manage-nodes.conf");

  /** What the manual says: exposure of the service by systemd 252, and of one that manages nodes. */
  private static final double EXPOSURE = 3.5;
  private static final double EXPOSURE_WITH_NODES = 5.8;

  @TempDir private Path root;

  private static Set<String> bounding(Path file) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("CapabilityBoundingSet=")) {
        Arrays.stream(line.substring(line.indexOf('=') + 1).split(" ")).map(name -> name.substring(4).toLowerCase(Locale.ROOT)).forEach(names::add);
      }
    }
    return names;
  }

  /** The names after plus signs in lines of the launcher that assign {@code keep}. */
  private static Set<String> launcher(boolean forNodes) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(DIST.resolve("bin/hotprobe"))) {
      if (line.strip().startsWith("keep=") && line.contains("$keep") == forNodes) {
        Matcher name = Pattern.compile("\\+([a-z_]+)").matcher(line);
        while (name.find()) {
          names.add(name.group(1));
        }
      }
    }
    return names;
  }

  @Test
  void capabilities_areTheSameEverywhere() throws IOException {
    assertEquals(new TreeSet<>(DaemonRights.NEEDED), bounding(UNIT));
    assertEquals(new TreeSet<>(DaemonRights.NEEDED), launcher(false));
    assertEquals(new TreeSet<>(DaemonRights.FOR_NODES), bounding(NODES));
    assertEquals(new TreeSet<>(DaemonRights.FOR_NODES), launcher(true));
  }

  @Test
  void sandbox_leavesOutWhatAJavaMachineOrALoaderCannotLiveWith() throws IOException {
    List<String> lines = Files.readAllLines(UNIT);
    for (String fatal : List.of("MemoryDenyWriteExecute=", "ProtectKernelModules=", "ProtectKernelTunables=", "PrivateNetwork=", "PrivateUsers=")) {
      assertFalse(lines.stream().anyMatch(line -> line.startsWith(fatal)), fatal);
    }
  }

  @Test
  void exposure_isWhatTheManualSays() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze");
    assumeTrue(said("systemd-analyze", "--version").startsWith("systemd 252 "), "other versions count otherwise");
    Path units = Files.createDirectories(root.resolve("etc/systemd/system"));
    Files.copy(UNIT, units.resolve("hotprobe.service"));
    Path program = Files.writeString(Files.createDirectories(root.resolve("opt/hotprobe/bin")).resolve("hotprobe"), "#!/bin/sh\n");
    assertTrue(program.toFile().setExecutable(true));
    assertEquals(EXPOSURE, exposure());
    Files.copy(NODES, Files.createDirectories(units.resolve("hotprobe.service.d")).resolve("60-manage-nodes.conf"));
    assertEquals(EXPOSURE_WITH_NODES, exposure());
  }

  private double exposure() throws IOException, InterruptedException {
    String said = said("systemd-analyze", "security", "--offline=true", "--root=" + root, "hotprobe.service");
    assertFalse(said.contains("Unknown key") || said.contains("Failed to parse syscall"), said);
    Matcher level = Pattern.compile("exposure level for hotprobe.service: ([0-9.]+)").matcher(said);
    assertTrue(level.find(), said);
    return Double.parseDouble(level.group(1));
  }

  private static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
