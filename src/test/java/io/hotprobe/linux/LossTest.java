package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.bench.LossRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A small edition of {@code bench/run loss}: it floods the machine's udevd too, so it runs only when asked for. */
@Timeout(180)
@EnabledIfSystemProperty(named = "hotprobe.flood", matches = "true", disabledReason = "floods the machine with uevents: -Dhotprobe.flood=true")
class LossTest {

  private static final int EVENTS = 60_000;

  @TempDir Path root;

  @Test
  void flood_intoASlowReader_losesAndEndsAsSysfs() throws Exception {
    SyntheticUevents uevents = SyntheticUevents.assumed();
    assumeTrue(TapDevices.areThere(), "/dev/net/tun cannot be opened: needs root and the tun driver");
    try (LossRun run = new LossRun(root, 16 << 10, 50_000)) {
      LossRun.Outcome outcome = run.run(() -> uevents.send(EVENTS));
      assertEquals(Set.of(), outcome.missing(), outcome.toString());
      assertEquals(Set.of(), outcome.extra(), outcome.toString());
      assertEquals(List.of(), outcome.late(), outcome.toString());
      assertEquals(List.of(), outcome.wrong(), outcome.toString());
      assertTrue(outcome.counters().dropped() > 0 && outcome.counters().storm().resyncs() > 0, outcome.toString());
      assertTrue(outcome.plugged() > 0, outcome.toString());
    }
  }
}
