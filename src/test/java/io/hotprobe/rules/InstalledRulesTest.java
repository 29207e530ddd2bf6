package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.rules.Finding.Origin;
import io.hotprobe.rules.Finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rule files of the distribution that this runs on. */
class InstalledRulesTest {

  private static final Path RULES = Path.of("/usr/lib/udev/rules.d");

  /** As often as it takes for the code to be warm. */
  private static final int ROUNDS = 40;

  private static final Duration LIMIT = Duration.ofMillis(150);

  private Host host;

  @BeforeEach
  void needsRules() throws IOException {
    assumeTrue(Files.isDirectory(RULES) && !RuleFiles.filesOf(RULES).isEmpty(), "there are no rules in " + RULES);
    host = new AnyAccounts().host();
  }

  @Test
  void read_installedRules_haveNoErrors() throws IOException {
    List<Finding> errors = new ArrayList<>();
    Program program = new RuleFiles(List.of(RULES)).read(host, finding -> {
      if (finding.severity() == Severity.ERROR && finding.origin() == Origin.UDEV) {
        errors.add(finding);
      }
    });

    assertTrue(program.files().stream().mapToInt(file -> file.lines().size()).sum() > 0);
    assertEquals(List.of(), errors);
  }

  @Test
  void read_installedRulesWarm_takesLessThanTheLimit() throws IOException {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      new RuleFiles(List.of(RULES)).read(host, finding -> {});
      best = Math.min(best, System.nanoTime() - begin);
    }

    assertTrue(best < LIMIT.toNanos(), "the best of " + ROUNDS + " rounds took " + Duration.ofNanos(best));
  }

  /** A machine with every user and group. */
  private record AnyAccounts() implements Host.Accounts {

    Host host() {
      return new Host(Path.of("/dev"), Path.of("/proc/sys"), "", Path.of("/usr/lib/udev"), Map.of(), this);
    }

    @Override
    public OptionalInt user(String name) {
      return OptionalInt.of(0);
    }

    @Override
    public OptionalInt group(String name) {
      return OptionalInt.of(0);
    }
  }
}
