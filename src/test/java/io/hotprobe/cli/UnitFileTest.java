package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitFileTest {

  private static final Path UNIT = Path.of("src/main/dist/share/systemd/hotprobe.service");

  @TempDir Path scratch;

  @Test
  void unit_hasWhatTheDaemonReliesOn() throws Exception {
    List<String> lines = Files.readAllLines(UNIT);
    assertTrue(
        lines.containsAll(
            List.of(
                "Type=notify-reload", "NotifyAccess=main", "FileDescriptorStoreMax=1", "RuntimeDirectory=hotprobe",
                "RuntimeDirectoryPreserve=yes",
                "WatchdogSec=60", "KillMode=mixed", "SuccessExitStatus=143", "Restart=on-failure", "StartLimitIntervalSec=0",
                "RestartSec=1s")),
        lines.toString());
  }

  @Test
  void unit_systemdReadsIt_withoutComplaint() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze here");
    Path copy = scratch.resolve("hotprobe.service");
    Files.writeString(copy, Files.readString(UNIT).replace("/opt/hotprobe/bin/hotprobe", "/bin/true"));
    Process process = new ProcessBuilder("systemd-analyze", "verify", "--man=no", copy.toString()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    // systemd 252 does not know notify-reload yet; the unit says what it needs instead.
    List<String> complaints = said.lines().filter(line -> line.contains("hotprobe.service") && !line.contains("notify-reload")).toList();
    assertEquals(List.of(), complaints);
  }
}
