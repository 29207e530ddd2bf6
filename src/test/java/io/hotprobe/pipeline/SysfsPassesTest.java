package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.sysfs.Coldplug;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysfsPassesTest {

  @TempDir Path root;

  private final List<Boolean> passing = new ArrayList<>();
  private SysfsPasses passes;

  private long look() {
    passing.add(passes.isPassing());
    return 0;
  }

  @Test
  void isPassing_fromTheWishToTheEnd_neverPauses() throws Exception {
    FakeSysfs sysfs = new FakeSysfs(Files.createDirectories(root.resolve("sys"))).device("/d/a").device("/d/b");
    KeptJournal journal = new KeptJournal();
    Counters counters = new Counters();
    UeventRing ring = new UeventRing(64, new NamedThreads("match"), counters, journal, () -> {});
    EarlyFilter filter = new EarlyFilter(new ModelWork().rules(sysfs.root), new ScriptedUevents(), journal, () -> {});
    passes = new SysfsPasses(() -> {
      look();
      return new Coldplug(sysfs.root);
    }, new Intake(ring, filter, counters), counters, this::look, sequence -> assertEquals(sequence, ring.cursor()));
    passes.inStepsOf(1);
    passes.want();
    assertTrue(passes.isPassing());
    passes.step();
    assertTrue(passes.isPassing(), "one device is left");
    passes.step();
    assertFalse(passes.isPassing());
    assertEquals(List.of(true, true, true), passing);
  }
}
