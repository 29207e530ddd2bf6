package io.hotprobe.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** 200,000 uevents leave nothing behind; {@code bench/run soak} sends ten million. */
@Timeout(300)
class SoakTest {

  private static final long EVENTS = 100_000;
  private static final long SPARE_BYTES = 1 << 20;

  @TempDir Path root;

  @Test
  void pipeline_manyUevents_holdNoMoreThanBefore() throws Exception {
    Soak.Result result = Soak.run(root, 2, EVENTS);
    Soak.Held first = result.held().get(0);
    Soak.Held last = result.held().get(1);
    assertEquals(2 * EVENTS, result.counters().received());
    assertEquals(result.counters().received() + result.counters().coldplugged(), result.counters().handled(), result.counters().toString());
    assertEquals(0, result.counters().faults());
    assertTrue(last.heapBytes() - first.heapBytes() < SPARE_BYTES, result.held().toString());
    assertTrue(last.threads() <= first.threads(), result.held().toString());
    assertTrue(last.descriptors() <= first.descriptors(), result.held().toString());
  }
}
