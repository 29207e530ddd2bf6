package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.simulate.GatedModules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of an event, from a source that does as told into a kernel that waits as told. */
@Timeout(60)
class PipelineTest {

  private static final long SOON = 15_000;

  @TempDir Path root;

  private SmallWorld world;
  private FakeSysfs sysfs;
  private final ScriptedUevents source = new ScriptedUevents();
  private final GatedModules kernel = new GatedModules();
  private final KeptJournal journal = new KeptJournal();
  private Pipeline pipeline;

  @BeforeEach
  void setUp() {
    sysfs = new FakeSysfs(root.resolve("sys"));
    world = new SmallWorld(root.resolve("world"));
    for (String name : new String[] {"one", "two", "three"}) {
      world.module(name).alias("p:" + name + "*", name);
    }
  }

  private Pipeline start() throws IOException {
    pipeline =
        new Pipeline(
            new Pipeline.Ports(source, sysfs.root, kernel, new SimulatedCommands(Script.empty())),
            world.write().resolver(),
            ShippedRules.over(sysfs.root),
            journal);
    pipeline.start();
    return pipeline;
  }

  @AfterEach
  void tearDown() {
    for (String name : new String[] {"one", "two", "three"}) {
      kernel.releaseIfHeld(name);
    }
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SOON);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "never: " + what + "; " + pipeline.counters());
      Thread.onSpinWait();
    }
  }

  private static byte[][] adds(int from, int to, String modalias) {
    byte[][] messages = new byte[to - from][];
    for (int i = from; i < to; i++) {
      messages[i - from] = Messages.add("/d/" + i, modalias);
    }
    return messages;
  }

  @Test
  void add_liveDevice_isLoadedAndTold() throws Exception {
    start();
    source.send(Messages.add("/d", "p:one"));
    journal.awaitHandled(1);
    Handled handled = journal.handled().get(0);
    assertEquals("/d", handled.subject().devpath());
    assertEquals("p:one", handled.subject().modalias());
    assertInstanceOf(LoadOutcome.Loaded.class, handled.deeds().outcomes().get(0));
    assertTrue(handled.times().receivedNanos() <= handled.times().startedNanos() && handled.times().startedNanos() <= handled.times().endedNanos());
    assertTrue(pipeline.settle(SOON));
    assertEquals(1, pipeline.counters().handled());
    assertEquals(1, pipeline.counters().planned());
  }

  @Test
  void add_malformedInBetween_nothingElseIsLost() throws Exception {
    start();
    for (int i = 0; i < 50; i++) {
      source.send(Messages.raw("add@/bad\0=\0"), Messages.add("/d/" + i, "p:one"), new byte[9000], Messages.raw("x"));
    }
    journal.awaitHandled(50);
    await(() -> pipeline.counters().handled() == 200, "all handled");
    assertEquals(150, pipeline.counters().malformed());
    assertEquals(200, pipeline.counters().received());
    assertEquals(0, pipeline.counters().faults());
  }

  @Test
  void add_twoHundredDevicesOfOneModalias_oneLoad() throws Exception {
    kernel.hold("one");
    start();
    source.send(adds(0, 200, "p:one"));
    kernel.awaitBegun("one");
    kernel.release("one");
    journal.awaitHandled(200);
    assertEquals(List.of("one"), kernel.begun());
    assertTrue(journal.outcomes().stream().allMatch(LoadOutcome::usable));
  }

  @Test
  void add_descendantAndAncestor_waitWhileOthersGoOn() throws Exception {
    kernel.hold("one");
    start();
    source.send(
        Messages.add("/a/b", "p:one"),
        Messages.add("/a/b/c", "p:two"),
        Messages.add("/a", "p:two"),
        Messages.add("/a/bc", "p:three"),
        Messages.add("/x", "p:three"));
    kernel.awaitBegun("one");
    journal.awaitHandled(1);
    await(() -> journal.devpaths().contains("/x"), "the unrelated device");
    assertFalse(journal.devpaths().contains("/a/b/c"));
    assertFalse(kernel.begun().contains("two"));
    kernel.release("one");
    journal.awaitHandled(5);
    List<String> order = journal.devpaths();
    assertTrue(order.indexOf("/a/b") < order.indexOf("/a/b/c") && order.indexOf("/a/b/c") < order.indexOf("/a"), order.toString());
    assertTrue(order.indexOf("/a") < order.indexOf("/a/bc"), order.toString());
  }

  @Test
  void add_failedBefore_isTriedAgainOnTheNextAdd() throws Exception {
    kernel.fails("one", Errno.ENOEXEC, 1);
    start();
    source.send(Messages.add("/d", "p:one"));
    journal.awaitHandled(1);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_100));
    source.send(Messages.add("/d", "p:one"));
    journal.awaitHandled(2);
    assertInstanceOf(LoadOutcome.Failed.class, journal.outcomes().get(0));
    assertInstanceOf(LoadOutcome.Loaded.class, journal.outcomes().get(1));
  }

  @Test
  void journal_handledThrows_theDeviceIsOverAndOthersGoOn() throws Exception {
    journal.onHandled = handled -> {
      throw new IllegalStateException("journal");
    };
    start();
    source.send(Messages.add("/d", "p:one"), Messages.add("/d", "p:two"), Messages.add("/d/e", "p:three"));
    journal.awaitHandled(3);
    assertTrue(pipeline.settle(SOON));
    assertEquals(3, pipeline.counters().handled());
  }

  @Test
  void stage_throws_isCountedAndEveryOtherEventIsTaken() throws Exception {
    journal.onUnmatched = devpath -> {
      if (devpath.endsWith("7")) {
        if (devpath.equals("/d/7")) {
          throw new StackOverflowError("deep");
        }
        throw new IllegalStateException("journal");
      }
    };
    start();
    source.send(adds(0, 100, "p:nobody"));
    source.send(Messages.add("/last", "p:one"));
    journal.awaitHandled(1);
    assertTrue(pipeline.settle(SOON));
    assertEquals(100, journal.unmatched().size());
    assertEquals(10, pipeline.counters().faults());
    assertEquals(101, pipeline.counters().handled());
    assertTrue(journal.notices().stream().anyMatch(notice -> notice.startsWith("ERROR")), journal.notices().toString());
  }

  @Test
  void ring_full_readerWaitsAndNothingIsLost() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    journal.onUnmatched = devpath -> {
      try {
        gate.await();
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    };
    start();
    int many = UeventRing.SLOTS * 3;
    source.send(adds(0, many, "p:nobody"));
    await(() -> pipeline.counters().ringFull() > 0, "a full ring");
    assertTrue(pipeline.counters().received() <= UeventRing.SLOTS + 1, "more was taken than fits");
    gate.countDown();
    await(() -> pipeline.counters().handled() == many, "all handled");
    assertEquals(many, journal.unmatched().stream().distinct().count());
  }

  @Test
  void order_tooManyOpenTurns_readerWaitsAndNothingIsLost() throws Exception {
    kernel.hold("one");
    start();
    int batch = 256;
    int batches = DeviceOrder.LIMIT / batch + 24;
    for (int i = 0; i < batches; i++) {
      source.send(adds(i * batch, (i + 1) * batch, "p:one"));
    }
    kernel.awaitBegun("one");
    int most = DeviceOrder.LIMIT + UeventRing.SLOTS + batch;
    await(() -> source.pending() > 0 && pipeline.counters().received() >= DeviceOrder.LIMIT && isReaderWaiting(), "that the reader waits");
    assertTrue(pipeline.counters().received() <= most, pipeline.counters().toString());
    kernel.release("one");
    journal.awaitHandled(batch * batches);
    assertTrue(pipeline.counters().orderFull() > 0, pipeline.counters().toString());
    assertEquals(List.of("one"), kernel.begun());
  }

  private static boolean isReaderWaiting() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("hotprobe-reader") && thread.getState() == Thread.State.WAITING);
  }

  @Test
  void lost_afterOthersLostBeforeTheStart_areToldApart() throws Exception {
    source.dropSilently(40);
    start();
    source.lose(3);
    await(() -> journal.notices().size() == 1, "the notice");
    source.lose(4);
    await(() -> pipeline.counters().overruns() == 2, "the second loss");
    pipeline.close();
    String first = "WARNING uevents were lost (3; 40 before this start, of which an earlier hotprobe told what it noticed): the";
    assertTrue(journal.notices().get(0).startsWith(first), journal.notices().toString());
    assertTrue(journal.notices().get(1).startsWith("WARNING uevents were lost (4): the"), journal.notices().toString());
  }

  @Test
  void lost_missedDevices_getTheirTurnOnceAndKnownOnesDoNot() throws Exception {
    sysfs.device("/d/known", "MODALIAS=p:one").device("/d/missed", "MODALIAS=p:two").device("/d/none");
    start();
    source.send(Messages.add("/d/known", "p:one"));
    journal.awaitHandled(1);
    source.lose(3);
    journal.awaitHandled(2);
    source.lose(4);
    await(() -> pipeline.counters().known() == 3, "the second pass");
    assertTrue(pipeline.settle(SOON));
    assertEquals(List.of("/d/known", "/d/missed"), journal.devpaths());
    assertEquals(2, pipeline.counters().overruns());
    assertEquals(7, pipeline.counters().dropped());
    assertEquals(2, pipeline.counters().storm().resyncs());
    pipeline.close();
    assertTrue(journal.notices().get(0).startsWith("WARNING uevents were lost (3): the receive buffer overran;"), journal.notices().toString());
    assertTrue(journal.notices().get(1).startsWith("WARNING uevents were lost (4)"), journal.notices().toString());
  }

  @Test
  void lost_queuedUevents_areReadBeforeThePass() throws Exception {
    sysfs.device("/d/queued", "MODALIAS=p:one");
    source.lose(1);
    source.send(Messages.add("/d/queued", "p:one"));
    start();
    await(() -> pipeline.counters().known() == 1, "the pass");
    assertTrue(pipeline.settle(SOON));
    assertEquals(List.of("/d/queued"), journal.devpaths());
    assertEquals(0, journal.handled().get(0).deeds().outcomes().stream().filter(outcome -> !outcome.usable()).count());
  }

  @Test
  void lost_removeAndReplugMissed_forgetsTheAbsentDevice() throws Exception {
    sysfs.device("/d/1", "MODALIAS=p:one").device("/d/stays", "MODALIAS=p:two");
    start().coldplug();
    journal.awaitHandled(2);
    sysfs.remove("/d/1");
    source.lose(1);
    await(() -> pipeline.counters().known() == 1, "the pass without it");
    assertTrue(pipeline.settle(SOON));
    sysfs.device("/d/1", "MODALIAS=p:one");
    source.lose(1);
    journal.awaitHandled(3);
    assertEquals("/d/1", journal.devpaths().get(2));
  }

  @Test
  void lost_duringAPass_makesAnotherAndNobodyGetsTwoTurns() throws Exception {
    int devices = SysfsPasses.STEP * 3 + 5;
    for (int i = 0; i < devices; i++) {
      sysfs.device("/d/" + i, "MODALIAS=p:one");
    }
    source.lose(1);
    source.quiet();
    source.lose(1);
    source.quiet();
    source.send(Messages.add("/live", "p:two"));
    source.lose(1);
    start();
    journal.awaitHandled(devices + 1);
    await(() -> pipeline.counters().coldplugged() == 2L * devices + 1, "the last pass");
    assertEquals(1, pipeline.counters().storm().absent(), "the live one is not in sysfs");
    assertTrue(pipeline.settle(SOON));
    assertEquals(devices + 1, journal.devpaths().size());
    assertEquals(devices + 1, journal.devpaths().stream().distinct().count());
    assertEquals(devices, pipeline.counters().known());
    assertEquals(List.of("one", "two"), kernel.begun().stream().sorted().toList());
  }

  @Test
  void coldplug_whileTheReaderSleeps_wakesIt() throws Exception {
    sysfs.device("/d", "MODALIAS=p:one");
    start();
    source.send(Messages.add("/first", "p:two"));
    journal.awaitHandled(1);
    pipeline.coldplug();
    assertTrue(pipeline.awaitColdplug(SOON));
    assertEquals(List.of("/first", "/d"), journal.devpaths());
  }

  @Test
  void coldplug_modaliasInTheUeventFileOrBesideIt_isFound() throws Exception {
    sysfs.device("/mmc0/mmc0:0001", "MMC_TYPE=SD", "MODALIAS=p:one").device("/sas", "DRIVER=x");
    Files.writeString(sysfs.root.resolve("sas/modalias"), "p:two\n");
    start().coldplug();
    assertTrue(pipeline.awaitColdplug(SOON));
    assertEquals(List.of("/mmc0/mmc0:0001", "/sas"), journal.devpaths().stream().sorted().toList());
  }

  @Test
  void awaitColdplug_loadTakesLong_isFalseThenTrue() throws Exception {
    sysfs.device("/d", "MODALIAS=p:one");
    kernel.hold("one");
    start().coldplug();
    kernel.awaitBegun("one");
    assertFalse(pipeline.awaitColdplug(50));
    assertFalse(pipeline.settle(20));
    kernel.release("one");
    assertTrue(pipeline.awaitColdplug(SOON));
  }

  @Test
  void coldplug_noSysfs_isOverAtOnce() throws Exception {
    start().coldplug();
    assertTrue(pipeline.awaitColdplug(SOON));
  }

  @Test
  void close_whatWasTakenIn_isFinished() throws Exception {
    kernel.hold("one");
    start();
    source.send(Messages.add("/a", "p:one"), Messages.add("/a/b", "p:two"), Messages.add("/a/b", "p:three"));
    kernel.awaitBegun("one");
    CompletableFuture<Void> closed = CompletableFuture.runAsync(pipeline::close);
    pipeline.awaitEnd();
    assertFalse(closed.isDone());
    kernel.release("one");
    closed.get(15, TimeUnit.SECONDS);
    assertEquals(List.of("/a", "/a/b", "/a/b"), journal.devpaths());
    assertEquals(3, pipeline.counters().handled());
    assertEquals(List.of(), journal.notices());
  }

  @Test
  void close_queuedMessagesOfTheLastRead_areFinished() throws Exception {
    source.send(adds(0, 3000, "p:nobody"));
    start();
    await(() -> pipeline.counters().received() > 0, "the first");
    pipeline.close();
    assertEquals(3000, journal.unmatched().size());
    assertEquals(3000, pipeline.counters().handled());
  }

  @Test
  void source_fails_isToldAndEnds() throws Exception {
    start();
    source.send(Messages.add("/d", "p:one"));
    journal.awaitHandled(1);
    source.fail();
    pipeline.awaitEnd();
    assertTrue(journal.notices().get(0).contains("the socket broke"), journal.notices().toString());
  }

  @Test
  void settle_whatWasReceivedBefore_isWaitedFor() throws Exception {
    start();
    source.send(adds(0, 500, "p:one"));
    await(() -> pipeline.counters().received() == 500, "reception");
    await(() -> pipeline.counters().handled() > 0, "publication");
    assertTrue(pipeline.settle(SOON));
    assertEquals(500, journal.handled().size());
  }

  @Test
  void settle_noTimeAndNothingToDo_isTrue() throws Exception {
    start();
    for (int i = 0; i < 50; i++) {
      assertTrue(pipeline.settle(0), "look " + i);
    }
  }

  @Test
  void settle_noTimeAndALoadUnderWay_isFalseAtOnce() throws Exception {
    kernel.hold("one");
    start();
    source.send(Messages.add("/d", "p:one"));
    kernel.awaitBegun("one");
    assertFalse(pipeline.settle(0));
    kernel.release("one");
  }

  @Test
  void tables_changed_devicesThatNobodyClaimedGetTheirTurn() throws Exception {
    sysfs.device("/d/late", "MODALIAS=q:1").device("/d/known", "MODALIAS=p:one");
    start().coldplug();
    assertTrue(pipeline.awaitColdplug(SOON));
    assertEquals(List.of("/d/known"), journal.devpaths());
    world.conf("new.conf", "alias q:* two");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    for (int i = 0; journal.handled().size() < 2; i++) {
      assertTrue(System.nanoTime() < end, "the new generation never came");
      source.send(Messages.add("/noise/" + i, "p:nobody"));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    assertEquals("/d/late", journal.devpaths().get(1));
    assertTrue(journal.notices().stream().anyMatch(notice -> notice.contains("generation 2")), journal.notices().toString());
  }

  @Test
  void add_manyTurnsWithNothingToLoad_allEnd() throws Exception {
    world.conf("a.conf", "alias q:* off");
    CountDownLatch gate = new CountDownLatch(1);
    journal.onUnmatched = devpath -> {
      try {
        gate.await();
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    };
    start();
    int many = 1000;
    byte[][] messages = new byte[many][];
    for (int i = 0; i < many; i++) {
      messages[i] = Messages.add("/d/same", "q:1");
    }
    source.send(Messages.add("/first", "p:nobody"), Messages.add("/second", "p:nobody"));
    await(() -> !journal.unmatched().isEmpty(), "a stage that waits");
    source.send(messages);
    await(() -> pipeline.counters().received() == many + 2, "reception");
    await(() -> source.pending() == 0 && isReaderWaiting(), "publication");
    gate.countDown();
    journal.awaitHandled(many);
    assertTrue(pipeline.settle(2_000), pipeline.counters() + " " + journal.notices());
    assertEquals(0, pipeline.counters().faults());
    assertEquals(many + 2, pipeline.counters().handled());
  }

  @Test
  void journal_handledThrows_isCountedAsAFault() throws Exception {
    journal.onHandled = handled -> {
      throw new IllegalStateException("journal");
    };
    start();
    source.send(Messages.add("/d", "p:one"));
    journal.awaitHandled(1);
    assertTrue(pipeline.settle(SOON));
    assertEquals(1, pipeline.counters().faults());
  }

  @Test
  void source_alwaysThrowsUnexpectedly_isToldAndGivenUp() throws Exception {
    start();
    for (int i = 0; i < UeventReader.MOST_FAULTS_IN_A_ROW; i++) {
      source.fail(new IllegalStateException("a bug in the source"));
    }
    assertFalse(pipeline.awaitEnd());
    assertEquals(UeventReader.MOST_FAULTS_IN_A_ROW, pipeline.counters().faults());
    assertTrue(journal.notices().stream().anyMatch(notice -> notice.contains("a bug in the source")), journal.notices().toString());
  }

  @Test
  void coldplug_propertyWhoseNameEndsInModalias_doesNotHideTheAttribute() throws Exception {
    sysfs.device("/d", "PARENT_MODALIAS=x");
    Files.writeString(sysfs.root.resolve("d/modalias"), "p:one\n");
    start().coldplug();
    assertTrue(pipeline.awaitColdplug(SOON));
    assertEquals(List.of("/d"), journal.devpaths());
  }

  @Test
  void settle_askedDuringALookThatFoundNothing_waitsForWhatCameBetween() throws Exception {
    FutureTask<Boolean> settled = new FutureTask<>(() -> pipeline.settle(SOON));
    kernel.hold("one");
    source.onQuiet = () -> {
      source.onQuiet = () -> {};
      source.send(Messages.add("/d", "p:one"));
      new Thread(settled).start();
      await(() -> source.pending() > 1, "the call of settle");
    };
    source.quiet();
    start();
    kernel.awaitBegun("one");
    assertFalse(settled.isDone());
    kernel.release("one");
    assertTrue(settled.get(SOON, TimeUnit.MILLISECONDS));
    assertEquals(List.of("/d"), journal.devpaths());
  }
}
