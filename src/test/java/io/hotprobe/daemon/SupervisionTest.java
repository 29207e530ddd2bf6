package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.ScriptedUevents;
import io.hotprobe.pipeline.ShippedRules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.uevent.Uevent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisionTest {

  @TempDir Path root;

  private final ScriptedUevents source = new ScriptedUevents();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch stands = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean deaf;

  private final Journal journal = new Journal() {
    @Override
    public void handled(Handled handled) {}

    @Override
    public void unmatched(Uevent uevent) {
      stands.countDown();
      try {
        goOn.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void notice(Level level, String text) {
      notices.add(level + " " + text);
    }
  };
  private Daemon daemon;

  private void tell(String state) throws IOException {
    if (deaf) {
      throw new IOException("sendmsg: ECONNREFUSED");
    }
    told.add(state);
  }

  private void start(Optional<Duration> watchdog) throws IOException {
    Files.createDirectories(root.resolve("sys"));
    SmallWorld world = new SmallWorld(root).module("one").alias("p:*", "one").write();
    Pipeline.Ports ports = new Pipeline.Ports(source, root.resolve("sys"), world.kernel(), new SimulatedCommands(Script.empty()));
    daemon = new Daemon(ports, world.resolver(), ShippedRules.over(root.resolve("sys")), journal);
    daemon.supervise(new Supervision(this::tell, watchdog, () -> 4711, journal));
    Thread thread = new Thread(() -> {
      try {
        daemon.run();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    });
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    if (daemon != null) {
      daemon.stop();
    }
  }

  private static void await(List<String> list, Predicate<String> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (List.copyOf(list).stream().noneMatch(wanted)) {
      assertTrue(System.nanoTime() - end < 0, () -> "never came, only " + list);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void run_andReloadAndStop_areToldInTheirOrder() throws Exception {
    start(Optional.empty());
    await(notices, notice -> notice.contains("coldplug done"));
    daemon.reload();
    daemon.stop();
    assertEquals("READY=1\nSTATUS=replaying what is plugged in", told.get(0));
    assertEquals("RELOADING=1\nMONOTONIC_USEC=4711\nSTATUS=reading rules, configuration and tables again", told.get(1));
    assertTrue(told.get(2).startsWith("READY=1\n"), told.toString());
    assertEquals("STOPPING=1\nSTATUS=finishing what was taken in", told.get(3));
    assertEquals(4, told.size(), "the watchdog is fed although nobody asked: " + told);
  }

  @Test
  void watchdog_aStageStands_isNotFedUntilItGoesOn() throws Exception {
    start(Optional.of(Duration.ofMillis(800)));
    await(told, "WATCHDOG=1"::equals);
    source.send("add@/devices/d\0ACTION=add\0DEVPATH=/devices/d\0SUBSYSTEM=t\0MODALIAS=x\0SEQNUM=1\0".getBytes(StandardCharsets.US_ASCII));
    assertTrue(stands.await(10, TimeUnit.SECONDS));
    await(notices, notice -> notice.startsWith("ERROR a match stage has not moved for 200 ms"));
    told.clear();
    TimeUnit.MILLISECONDS.sleep(1_500);
    assertFalse(told.contains("WATCHDOG=1"), told.toString());
    goOn.countDown();
    await(told, "WATCHDOG=1"::equals);
    await(notices, notice -> notice.contains("the watchdog is fed again"));
    assertEquals(1, notices.stream().filter(notice -> notice.startsWith("ERROR")).count(), notices.toString());
  }

  @Test
  void send_managerDoesNotListen_isToldOnceAndTheServiceGoesOn() throws Exception {
    deaf = true;
    start(Optional.of(Duration.ofMillis(100)));
    await(notices, notice -> notice.contains("coldplug done"));
    TimeUnit.MILLISECONDS.sleep(300);
    assertEquals(1, notices.stream().filter(notice -> notice.contains("the service manager is not told")).count(), notices.toString());
    deaf = false;
    await(told, "WATCHDOG=1"::equals);
  }

  @Test
  void reload_fromManyThreadsAtOnce_endsReady() throws Exception {
    start(Optional.empty());
    await(notices, notice -> notice.contains("coldplug done"));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Thread thread = new Thread(this::reload);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join(20_000);
    }
    long begun = told.stream().filter(state -> state.startsWith("RELOADING=1")).count();
    long over = told.stream().filter(state -> state.startsWith("READY=1")).count() - 1;
    assertEquals(begun, over);
    assertTrue(begun >= 1 && begun <= 50, "begun=" + begun);
    assertTrue(told.get(told.size() - 1).startsWith("READY=1"), told.toString());
  }

  private void reload() {
    try {
      daemon.reload();
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }

  @Test
  void watchdog_environment_countsForThisProcessOnly() {
    String own = Long.toString(ProcessHandle.current().pid());
    assertEquals(Optional.of(Duration.ofSeconds(3)), Supervision.watchdog("3000000", null));
    assertEquals(Optional.of(Duration.ofMillis(1)), Supervision.watchdog("1000", own));
    assertEquals(Optional.empty(), Supervision.watchdog("3000000", "1"));
    for (String wrong : new String[] {null, "", "0", "-5", "x", "99999999999999999999"}) {
      assertEquals(Optional.empty(), Supervision.watchdog(wrong, null), wrong);
    }
  }
}
