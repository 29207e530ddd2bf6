package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.resolve.DemoTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher leaves to the daemon's threads, all of them. */
@Timeout(60)
@Tag("installed")
class InstalledRightsTest {

  private static final Path HOME = Path.of(System.getProperty("hotprobe.dist", "target/hotprobe"));

  @TempDir private Path scratch;

  @Test
  void daemon_ofRoot_hasNoThreadWithMoreThanItNeeds() throws Exception {
    requireUsualRights(null);
  }

  @Test
  void daemon_mistypedCapabilities_hasNoMoreAndSaysSo() throws Exception {
    String said = requireUsualRights("sys_tyme");
    assertTrue(said.contains("HOTPROBE_CAPABILITIES=sys_tyme keeps nothing: ") && said.contains("setpriv --list-caps"), said);
  }

  /** @return what it said until it was ready */
  private String requireUsualRights(String capabilities) throws Exception {
    assumeTrue(Files.isExecutable(HOME.resolve("bin/hotprobe")) && Files.exists(HOME.resolve("lib/hotprobe.jar")), "not built: " + HOME);
    assumeTrue((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "only root has capabilities to give up");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv");
    ProcessBuilder builder =
        new ProcessBuilder(
            HOME.resolve("bin/hotprobe").toString(), "daemon", "--dry-run", "--sysfs", scratch.toString(), "--modules-dir",
            DemoTree.RELEASES.toString(), "--release", DemoTree.RELEASE);
    builder.environment().remove("HOTPROBE_CAPABILITIES");
    builder.environment().put("HOTPROBE_JAVA_OPTS", "-Djna.tmpdir=/proc/none");
    if (capabilities != null) {
      builder.environment().put("HOTPROBE_CAPABILITIES", capabilities);
    }
    Process daemon = builder.redirectErrorStream(true).start();
    try (BufferedReader log = daemon.inputReader()) {
      StringBuilder said = new StringBuilder();
      String line = log.readLine();
      while (line != null && !line.contains("coldplug done")) {
        said.append(line).append('\n');
        line = log.readLine();
      }
      assertTrue(line != null, said.toString());
      assertFalse(said.toString().contains("\tat "), "without a writable temporary directory, as under the unit: " + said);
      // chown kill setgid setuid net_admin sys_module
      assertEquals(Set.of("CapInh:0", "CapPrm:110e1", "CapEff:110e1", "CapBnd:110e1", "CapAmb:0", "NoNewPrivs:1"), rights(daemon.pid()));
      return said.toString();
    } finally {
      daemon.destroy();
      assertTrue(daemon.waitFor(20, TimeUnit.SECONDS));
    }
  }

  private static Set<String> rights(long pid) throws IOException {
    Set<String> rights = new TreeSet<>();
    int threads = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks) {
        List<String> status = status(task);
        threads += status.isEmpty() ? 0 : 1;
        status.stream()
            .filter(line -> line.startsWith("Cap") || line.startsWith("NoNewPrivs"))
            .map(line -> line.replaceFirst(":\\s0*(?=.)", ":"))
            .forEach(rights::add);
      }
    }
    assertTrue(threads > 5, "threads: " + threads);
    return rights;
  }

  /** Empty for a thread that has ended since it was listed. */
  private static List<String> status(Path task) throws IOException {
    try {
      return Files.readAllLines(task.resolve("status"));
    } catch (IOException unreadable) {
      if (Files.exists(task)) {
        throw unreadable;
      }
      return List.of();
    }
  }
}
