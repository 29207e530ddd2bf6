package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is passed over in a crowded subtree is made up for, and that comes to an end; for who handles every event. */
@Timeout(60)
class CrowdTest extends ModelledPipeline {

  private static final long SOON = 20_000;

  CrowdTest() {
    super(SOON);
  }

  @BeforeEach
  void begin() throws IOException {
    start();
  }

  /** A change of a device hangs until {@link #hung} is let go. */
  private void changeHanging(String devpath) throws InterruptedException {
    CountDownLatch entered = hang(devpath);
    source.send(Messages.of("change", devpath));
    entered.await();
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
    changeHanging("/d/hung");
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
    changeHanging("/d/hung");
    crowd("/d/hung");
    sysfs.remove("/d/hung/gone");
    pipeline.coldplug();
    await(() -> !pipeline.reader.isPassing() && pipeline.queues().ring() == 0);
    hung.countDown();
    await(() -> work.story("/d/hung/gone").size() == 2 && pipeline.isQuiet());
    assertEquals(List.of("add", "remove"), work.story("/d/hung/gone"));
  }
}
