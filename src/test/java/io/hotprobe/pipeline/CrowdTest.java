package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is passed over in a crowded subtree is made up for, and that comes to an end; for who handles every event. */
@Timeout(60)
class CrowdTest {

  private static final long SOON = 20_000;

  @TempDir Path root;

  private final ScriptedUevents source = new ScriptedUevents();
  private final KeptJournal journal = new KeptJournal();
  private final ModelWork work = new ModelWork();
  private final CountDownLatch hung = new CountDownLatch(1);
  private FakeSysfs sysfs;
  private Pipeline pipeline;

  @BeforeEach
  void start() throws IOException {
    sysfs = new FakeSysfs(Files.createDirectories(root.resolve("sys")));
    SmallWorld world = new SmallWorld(root.resolve("world")).write();
    pipeline =
        new Pipeline(
            new Pipeline.Ports(source, sysfs.root, world.kernel(), new SimulatedCommands(Script.empty())),
            world.resolver(),
            work.rules(sysfs.root),
            journal);
    pipeline.start();
  }

  @AfterEach
  void close() {
    hung.countDown();
    pipeline.close();
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SOON);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> pipeline.counters() + ", " + work.present().size() + " present");
      Thread.sleep(1);
    }
  }

  /** Events of a device last as long as {@link #hung} is not let go. */
  private void hang(String devpath) {
    CountDownLatch entered = new CountDownLatch(1);
    work.onEvent = ruling -> {
      if (ruling.kernel().get("DEVPATH").equals(devpath)) {
        entered.countDown();
        try {
          hung.await();
        } catch (InterruptedException stop) {
          throw new IllegalStateException(stop);
        }
      }
    };
    source.send(Messages.of("change", devpath));
    try {
      entered.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  /** So many come below a device that hangs that it is crowded; they leave no trace in sysfs. */
  private void crowd(String devpath) throws InterruptedException {
    long before = pipeline.counters().received();
    int many = Jam.LIMIT + 3_000;
    for (int i = 0; i < many; i++) {
      source.send(Messages.of("add", devpath + "/" + i));
    }
    await(() -> pipeline.counters().received() == before + many && pipeline.counters().storm().crowded() > 0);
  }

  @Test
  void crowd_moreDevicesThanMayWaitBelowASlowOne_eachHasItsTurnAndItEnds() throws Exception {
    work.onEvent = ruling -> {
      if (ruling.kernel().get("DEVPATH").equals("/d/slow")) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500));
      }
    };
    int many = Jam.LIMIT + 2_000;
    sysfs.device("/d/slow");
    for (int i = 0; i < many; i++) {
      sysfs.device("/d/slow/" + i);
    }
    pipeline.coldplug();
    await(() -> work.present().size() == many + 1 && pipeline.isQuiet());
    assertEquals(List.of("add"), work.story("/d/slow"), "nothing of it was passed over");
    assertTrue(pipeline.counters().storm().crowded() > 0, () -> pipeline.counters().toString());
  }

  @Test
  void crowd_changeOfADeviceThatWasPassedOver_isMadeUpFor() throws Exception {
    sysfs.device("/d/hung").device("/d/hung/told").device("/d/hung/silent");
    source.send(Messages.of("add", "/d/hung"), Messages.of("add", "/d/hung/told"), Messages.of("add", "/d/hung/silent"));
    assertTrue(pipeline.settle(SOON));
    hang("/d/hung");
    crowd("/d/hung");
    source.send(Messages.of("change", "/d/hung/told"));
    await(() -> pipeline.counters().received() == Jam.LIMIT + 3_000 + 5);
    hung.countDown();
    await(() -> work.story("/d/hung/told").size() == 2 && pipeline.isQuiet());
    assertEquals(List.of("add", "change"), work.story("/d/hung/told"));
    assertEquals(List.of("add"), work.story("/d/hung/silent"));
  }

  @Test
  void crowd_removeOfADeviceThatAPassFindsGone_isNotLost() throws Exception {
    sysfs.device("/d/hung").device("/d/hung/gone");
    source.send(Messages.of("add", "/d/hung"), Messages.of("add", "/d/hung/gone"));
    assertTrue(pipeline.settle(SOON));
    hang("/d/hung");
    crowd("/d/hung");
    sysfs.remove("/d/hung/gone");
    pipeline.coldplug();
    await(() -> !pipeline.reader.isPassing() && pipeline.queues().ring() == 0);
    hung.countDown();
    await(() -> work.story("/d/hung/gone").size() == 2 && pipeline.isQuiet());
    assertEquals(List.of("add", "remove"), work.story("/d/hung/gone"));
  }
}
