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
  private static final Path SANDBOX = DIST.resolve("share/systemd/hotprobe.service.d/50-sandbox.conf");
  private static final Path NODES = DIST.resolve("share/systemd/manage-nodes.conf");

  /** What the manual says: exposure of the service by systemd 252, and of one that manages nodes. */
  private static final double EXPOSURE = 3.3;
  private static final double EXPOSURE_WITH_NODES = 5.6;

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
    assertEquals(new TreeSet<>(DaemonRights.NEEDED), bounding(SANDBOX));
    assertEquals(new TreeSet<>(DaemonRights.NEEDED), launcher(false));
    assertEquals(new TreeSet<>(DaemonRights.FOR_NODES), bounding(NODES));
    assertEquals(new TreeSet<>(DaemonRights.FOR_NODES), launcher(true));
  }

  @Test
  void sandbox_leavesOutWhatAJavaMachineOrALoaderCannotLiveWith() throws IOException {
    List<String> lines = Files.readAllLines(SANDBOX);
    for (String fatal : List.of("MemoryDenyWriteExecute=", "ProtectKernelModules=", "ProtectKernelTunables=", "PrivateNetwork=", "PrivateUsers=")) {
      assertFalse(lines.stream().anyMatch(line -> line.startsWith(fatal)), fatal);
    }
  }

  @Test
  void exposure_isWhatTheManualSays() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze");
    assertTrue(exposure(SANDBOX) <= EXPOSURE);
    assertTrue(exposure(NODES) <= EXPOSURE_WITH_NODES);
  }

  /** Of a service with the drop-ins so far and this one. */
  private double exposure(Path dropIn) throws IOException, InterruptedException {
    Path units = root.resolve("etc/systemd/system");
    Path dropIns = Files.createDirectories(units.resolve("hotprobe.service.d"));
    Files.writeString(units.resolve("hotprobe.service"), "[Service]\nExecStart=/bin/hotprobe daemon\n");
    Path program = Files.writeString(Files.createDirectories(root.resolve("bin")).resolve("hotprobe"), "#!/bin/sh\n");
    assertTrue(program.toFile().setExecutable(true));
    Files.copy(dropIn, dropIns.resolve("5" + dropIns.toFile().list().length + ".conf"));
    Process analyze =
        new ProcessBuilder("systemd-analyze", "security", "--offline=true", "--root=" + root, "hotprobe.service").redirectErrorStream(true).start();
    String said = new String(analyze.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, analyze.waitFor(), said);
    assertFalse(said.contains("Unknown key") || said.contains("Failed to parse"), said);
    Matcher level = Pattern.compile("exposure level for hotprobe.service: ([0-9.]+)").matcher(said);
    assertTrue(level.find(), said);
    return Double.parseDouble(level.group(1));
  }
}
