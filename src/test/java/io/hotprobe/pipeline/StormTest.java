package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.UnfinishedEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Storms, hung devices, and uevents that come twice or late, through the whole pipeline of who handles every event. */
@Timeout(60)
class StormTest extends ModelledPipeline {

  private static final long SOON = 20_000;

  StormTest() {
    super(SOON);
  }

  @BeforeEach
  void begin() throws IOException {
    start();
  }

  /** The first event of a device hangs until {@link #hung} is let go. */
  private void addHanging(String devpath) throws Exception {
    CountDownLatch entered = hang(devpath);
    sysfs.device(devpath);
    source.send(Messages.of("add", devpath));
    entered.await();
  }

  private void settle() throws InterruptedException {
    assertTrue(pipeline.settle(SOON), () -> pipeline.counters().toString());
  }

  @Test
  void changeStorm_ofOneDevice_isHandledOnceMoreAndAllCountAsHandled() throws Exception {
    addHanging("/d/a");
    for (int i = 0; i < 5_000; i++) {
      source.send(Messages.of("change", "/d/a", "SAME=1"));
    }
    await(() -> pipeline.counters().storm().coalesced() == 4_999);
    hung.countDown();
    settle();
    assertEquals(List.of("add", "change"), work.story("/d/a"));
    assertEquals(5_001, pipeline.counters().handled());
  }

  @Test
  void changesThatSayDifferentThings_andThoseSomebodyWaitsFor_areEachHandled() throws Exception {
    addHanging("/d/a");
    for (int i = 0; i < 10; i++) {
      source.send(
          Messages.of("change", "/d/a", "DISK_MEDIA_CHANGE=" + i),
          Messages.of("change", "/d/a", "SYNTH_UUID=9ba3b9f2-91dc-4d5f-8bcd-9d3e1a0d7c0" + i),
          Messages.of("change", "/d/a", "SYNTH_UUID=9ba3b9f2-91dc-4d5f-8bcd-9d3e1a0d7cff"),
          Messages.of("add", "/d/a"),
          Messages.of("remove", "/d/a"));
    }
    hung.countDown();
    settle();
    assertEquals(0, pipeline.counters().storm().coalesced());
    assertEquals(51, work.story("/d/a").size());
  }

  @Test
  void hungDevice_holdsUpItsSubtreeOnly() throws Exception {
    addHanging("/d/hung");
    for (int i = 0; i < 2_000; i++) {
      source.send(Messages.of("add", "/d/hung/" + i), Messages.of("add", "/d/free" + i));
    }
    await(() -> work.present().size() == 2_000);
    assertTrue(work.present().stream().allMatch(devpath -> devpath.startsWith("/d/free")));
    hung.countDown();
    settle();
    assertEquals(4_001, work.present().size());
  }

  @Test
  void hungDevice_moreBelowItThanMayWait_othersGoOnAndInTheEndNothingIsMissing() throws Exception {
    addHanging("/d/hung");
    int many = Jam.LIMIT + 3_000;
    for (int i = 0; i < many; i++) {
      source.send(Messages.of("add", "/d/hung/" + i));
    }
    await(() -> pipeline.counters().received() == many + 1 && pipeline.counters().storm().crowded() > 0);
    source.send(Messages.of("add", "/d/free"));
    await(() -> work.present().contains("/d/free"));
    assertTrue(journal.notices().stream().anyMatch(notice -> notice.startsWith("WARNING /d/hung: 4096 events wait")), journal.notices().toString());
    for (int i = 0; i < many; i += 7) {
      sysfs.device("/d/hung/" + i);
    }
    sysfs.device("/d/free");
    hung.countDown();
    await(() -> journal.notices().stream().anyMatch(notice -> notice.startsWith("INFO /d/hung: goes on")) && pipeline.isQuiet());
    settle();
    assertEquals(2 + (many + 6) / 7, work.present().size(), () -> pipeline.counters().toString());
    assertEquals(0, pipeline.counters().orderFull());
  }

  @Test
  void close_whileADeviceHangs_whatWaitsBehindItIsLeftToTheNextStart() throws Exception {
    pipeline.keep(UnfinishedEvents.open(root.resolve("run"), "boot", problem -> {}));
    addHanging("/d/a");
    source.send(Messages.of("change", "/d/a", "N=1"), Messages.of("change", "/d/a", "N=2"));
    await(() -> pipeline.queues().turns() == 3);
    pipeline.close();
    hung.countDown();
    await(() -> pipeline.counters().handled() == 1 && pipeline.queues().turns() == 2);
    List<String> left = UnfinishedEvents.open(root.resolve("run"), "boot", problem -> {}).leftOver().stream()
        .map(message -> new String(message, StandardCharsets.ISO_8859_1).replaceAll(".*(N=.).*", "$1"))
        .toList();
    assertEquals(List.of("N=1", "N=2"), left);
    assertEquals(0, pipeline.counters().faults(), journal.notices().toString());
  }

  @Test
  void sameUeventTwice_isHandledOnce() throws Exception {
    byte[] add = Messages.of("add", "/d/a");
    byte[] remove = Messages.of("remove", "/d/a");
    source.send(add, add);
    source.send(remove, add, remove);
    settle();
    assertEquals(List.of("add", "remove"), work.story("/d/a"));
    assertEquals(3, pipeline.counters().storm().duplicates());
    assertEquals(5, pipeline.counters().handled());
  }

  @Test
  void outOfOrder_inOneRead_isHandledInTheKernelsOrder() throws Exception {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      messages.add(Messages.of(i % 2 == 0 ? "add" : "remove", "/d/a"));
    }
    Collections.reverse(messages.subList(10, 20));
    source.send(messages.toArray(new byte[0][]));
    settle();
    assertEquals(30, work.story("/d/a").size());
    for (int i = 0; i < 30; i++) {
      assertEquals(i % 2 == 0 ? "add" : "remove", work.story("/d/a").get(i));
    }
    assertEquals(9, pipeline.counters().storm().late());
    assertEquals(0, pipeline.counters().storm().resyncs());
  }

  @Test
  void outOfOrder_overtakenByItsOwnRemove_sysfsDecides() throws Exception {
    byte[] add = Messages.of("add", "/d/a");
    byte[] remove = Messages.of("remove", "/d/a");
    byte[] other = Messages.of("add", "/d/b");
    sysfs.device("/d/b");
    source.send(remove);
    settle();
    source.send(other);
    settle();
    source.send(add);
    settle();
    await(() -> pipeline.counters().storm().resyncs() == 1 && pipeline.isQuiet());
    assertEquals(Set.of("/d/b"), work.present());
    assertEquals(List.of("remove", "add", "remove"), work.story("/d/a"));
    assertEquals(1, pipeline.counters().storm().late());
  }

  @Test
  void sameNumberAtTwoPaths_oneAfterTheOther() throws Exception {
    addHanging("/d/a");
    source.send(Messages.of("change", "/d/a", "MAJOR=8", "MINOR=0"), Messages.of("add", "/d/b", "MAJOR=8", "MINOR=0"), Messages.of("add", "/d/c", "MAJOR=8", "MINOR=1"));
    await(() -> work.present().contains("/d/c"));
    assertEquals(List.of(), work.story("/d/b"));
    hung.countDown();
    settle();
    assertEquals(List.of("add"), work.story("/d/b"));
  }

  @Test
  void randomBytes_areMalformedAndNothingElse() throws Exception {
    java.util.SplittableRandom random = new java.util.SplittableRandom(5);
    for (int i = 0; i < 200; i++) {
      byte[] junk = new byte[8192];
      random.nextBytes(junk);
      source.send(junk, ("add@/" + new String(junk, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
    }
    source.send(Messages.of("add", "/d/a"));
    settle();
    assertEquals(400, pipeline.counters().malformed());
    assertEquals(Set.of("/d/a"), work.present());
    assertEquals(0, pipeline.counters().faults());
  }
}
