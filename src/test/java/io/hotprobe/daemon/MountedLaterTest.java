package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.policy.PolicyBook;
import io.hotprobe.policy.PolicyFiles;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system with configuration that is mounted after the service has read what was there: no watch tells of it. Needs root, to mount. */
@Timeout(120)
class MountedLaterTest {

  @TempDir Path root;

  private final Journal nobody = new Journal() {
    @Override
    public void handled(Handled handled) {}

    @Override
    public void notice(System.Logger.Level level, String text) {}
  };
  private Path etc;

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  @BeforeEach
  void makeDirectories() throws IOException {
    etc = root.resolve("etc");
    for (String each : List.of("modprobe.d", "hotprobe/rules.d", "hotprobe/policy.d")) {
      Files.createDirectories(etc.resolve(each));
    }
  }

  @AfterEach
  void unmount() throws Exception {
    for (int tries = 0; tries < 50 && Files.readString(Path.of("/proc/mounts")).contains(" " + etc + " "); tries++) {
      run("umount", etc.toString());
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void configurationRulesAndPolicy_mountedLater_areReadWithoutBeingTold() throws Exception {
    Path rules = etc.resolve("hotprobe/rules.d");
    RuleBook ruleBook = RuleBook.open(new RuleFiles(List.of(rules)), HostFacts.of(root, root, AccountFiles.read(root)), wrong -> {});
    PolicyBook policyBook = PolicyBook.open(PolicyFiles.below(root), wrong -> {});
    try (RunningDaemon running = new RunningDaemon(root, Optional.empty());
        RuleWatch ruleWatch = new RuleWatch(ruleBook, List.of(rules), nobody);
        PolicyWatch policyWatch = new PolicyWatch(policyBook, nobody, () -> {})) {
      ruleWatch.start();
      policyWatch.start();
      assertEquals(0, ruleBook.program().lines());
      assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "none", etc.toString()) == 0,
          "no file system can be mounted here: needs root");
      write(etc.resolve("modprobe.d/a.conf"), "options one debug=1\n");
      write(rules.resolve("50-a.rules"), "ACTION==\"add\", RUN+=\"/bin/true\"\n");
      write(etc.resolve("hotprobe/policy.d/50-a.policy"), "deny module one\n");
      RunningDaemon.await(() -> ruleBook.program().lines() == 1, "the rules");
      RunningDaemon.await(() -> !policyBook.get().isEmpty(), "the policy");
      RunningDaemon.await(() -> running.notices().stream().anyMatch(notice -> notice.contains("using generation 2")), "the configuration");
      running.send("add", "/d", "MODALIAS=p:1");
      RunningDaemon.await(() -> running.kernel.begun().contains("one debug=1"), "the load with its option");
    }
  }
}
