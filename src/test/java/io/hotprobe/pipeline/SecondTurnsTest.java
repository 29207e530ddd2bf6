package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Errno;
import io.hotprobe.load.Loader;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which devices have another turn, and when. */
@Timeout(60)
class SecondTurnsTest {

  @TempDir Path root;

  @Test
  void failedDevices_byReason_areDueAtTheNextPassOrWithNewTables() {
    FailedDevices devices = new FailedDevices();
    devices.add(1);
    devices.add(2, 7);
    assertFalse(devices.isDue(2, false, 7), "tables are the same");
    assertTrue(devices.isDue(1, false, 7));
    assertFalse(devices.isDue(1, false, 7), "once");
    assertTrue(devices.isDue(2, false, 8));
    assertEquals(0, devices.count());
  }

  @Test
  void failedDevices_addedAnew_areForgottenSinceTheyHaveAWholeTurn() {
    FailedDevices devices = new FailedDevices();
    devices.add(1);
    assertFalse(devices.isDue(1, true, 7));
    assertFalse(devices.isDue(1, false, 8));
  }

  @Test
  void failedDevices_moreThanAreKept_areBounded() {
    FailedDevices devices = new FailedDevices();
    for (int i = 0; i < FailedDevices.MOST + 10; i++) {
      devices.add(i, 1);
    }
    assertEquals(FailedDevices.MOST, devices.count());
  }

  @Test
  void lateTurns_failuresWithoutEnd_areGivenUpAndToldOnce() throws Exception {
    AtomicInteger passes = new AtomicInteger();
    KeptJournal journal = new KeptJournal();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      LateTurns late = new LateTurns(passes::incrementAndGet, executor, journal, 1);
      for (int round = 1; round <= LateTurns.MOST; round++) {
        int wanted = round;
        late.failed();
        late.failed();
        LoadWorld.await(() -> passes.get() == wanted, "pass " + wanted);
      }
      late.failed();
      late.failed();
      assertEquals(LateTurns.MOST, passes.get());
      assertEquals(1, journal.notices().size(), journal.notices().toString());
      late.restart();
      late.failed();
      LoadWorld.await(() -> passes.get() == LateTurns.MOST + 1, "a pass after the tables changed");
    } finally {
      executor.shutdownNow();
    }
  }

  /** ENOMEM beyond the retries of the load: after five seconds the device is served without an event. */
  @Test
  void load_failsBeyondItsRetries_deviceHasALateTurn() throws Exception {
    try (LoadWorld world = new LoadWorld(root)) {
      world.tree.module("one").alias("p:*", "one");
      world.sysfs.device("/d", "MODALIAS=p:1");
      world.kernel.fails("one", Errno.ENOMEM, 1 + Loader.RETRIES);
      world.start();
      world.add("/d", "p:1");
      world.journal.awaitHandled(2);
      assertTrue(world.journal.outcomes().get(0).isFailure());
      assertTrue(world.journal.outcomes().get(1).usable());
      assertEquals(Loader.RETRIES, world.pipeline.loads().retried());
    }
  }

  /** With node management every event has something to do, so a device is known although no module claims it. */
  @Test
  void ruledEvent_noModuleClaimsIt_hasATurnWhenOneDoes() throws Exception {
    try (LoadWorld world = new LoadWorld(root)) {
      world.tree.module("one");
      world.sysfs.device("/d", "MODALIAS=p:1");
      world.forEveryEvent = true;
      world.start().pipeline.coldplug();
      assertTrue(world.pipeline.awaitColdplug(LoadWorld.SOON));
      assertEquals(java.util.List.of(), world.kernel.begun());
      world.tree.alias("p:*", "one").write();
      world.pipeline.lookAtTables();
      LoadWorld.await(() -> world.kernel.begun().contains("one"), "the load");
    }
  }
}
