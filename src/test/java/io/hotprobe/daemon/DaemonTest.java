package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.ShippedRules;
import io.hotprobe.pipeline.ScriptedUevents;
import io.hotprobe.simulate.GatedModules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DaemonTest {

  private static final AtomicLong SEQNUM = new AtomicLong();

  @TempDir Path root;

  private final ScriptedUevents source = new ScriptedUevents();
  private final GatedModules kernel = new GatedModules();
  private final List<String> notices = new ArrayList<>();
  private final List<String> handled = new ArrayList<>();
  private final CountDownLatch coldplugged = new CountDownLatch(1);

  private final Journal journal = new Journal() {
    @Override
    public void handled(Handled told) {
      synchronized (handled) {
        handled.add(told.subject().devpath());
      }
    }

    @Override
    public void notice(System.Logger.Level level, String text) {
      synchronized (notices) {
        notices.add(level + " " + text);
      }
      if (text.startsWith("coldplug")) {
        coldplugged.countDown();
      }
    }
  };

  private Daemon daemon() throws IOException {
    SmallWorld world = new SmallWorld(root).module("one").alias("p:*", "one").write();
    Pipeline.Ports ports = new Pipeline.Ports(source, root.resolve("sys"), kernel, new SimulatedCommands(Script.empty()));
    Daemon daemon = new Daemon(ports, world.resolver(), ShippedRules.over(root.resolve("sys")), journal);
    daemon.place("beside udevd");
    return daemon;
  }

  private static Thread running(Daemon daemon) {
    Thread thread = new Thread(() -> {
      try {
        daemon.run();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }, "daemon");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static byte[] add(String devpath) {
    String text = "add@" + devpath + "\0ACTION=add\0DEVPATH=" + devpath + "\0SUBSYSTEM=test\0MODALIAS=p:1\0SEQNUM=" + SEQNUM.incrementAndGet() + "\0";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void run_untilStopped_saysWhatItDoesAndFinishesWhatItTook() throws Exception {
    Daemon daemon = daemon();
    Thread thread = running(daemon);
    assertTrue(coldplugged.await(20, TimeUnit.SECONDS));
    kernel.hold("one");
    source.send(add("/d"));
    kernel.awaitBegun("one");
    Thread stopping = new Thread(daemon::stop);
    stopping.start();
    kernel.release("one");
    stopping.join(20_000);
    thread.join(20_000);
    assertFalse(thread.isAlive() || stopping.isAlive());
    assertEquals(List.of("/d"), handled);
    String ready = notices.get(0).replaceFirst("[0-9]+ lines", "N lines");
    assertEquals(
        "INFO ready: listening for uevents beside udevd, N lines of rules in force from " + Path.of("rules").toAbsolutePath()
            + "; left out: uevents of memory, cpu (but not add): no rule could do something for them",
        ready);
    assertTrue(notices.get(1).startsWith("INFO coldplug done"), notices.toString());
    assertTrue(notices.get(2).startsWith("INFO stopped: received=1 "), notices.toString());
    assertEquals(3, notices.size(), notices.toString());
  }

  @Test
  void stop_again_doesNothing() throws Exception {
    Daemon daemon = daemon();
    Thread thread = running(daemon);
    assertTrue(coldplugged.await(20, TimeUnit.SECONDS));
    daemon.stop();
    daemon.stop();
    thread.join(20_000);
    assertEquals(1, notices.stream().filter(notice -> notice.contains("stopped")).count(), notices.toString());
  }

  @Test
  void run_sourceFailsLater_ends() throws Exception {
    Thread thread = running(daemon());
    assertTrue(coldplugged.await(20, TimeUnit.SECONDS));
    source.fail();
    thread.join(20_000);
    assertFalse(thread.isAlive());
    assertTrue(notices.stream().anyMatch(notice -> notice.startsWith("ERROR") && notice.contains("the socket broke")), notices.toString());
  }

  @Test
  void run_sourceFailsAtOnce_endsSoon() throws Exception {
    source.fail();
    Thread thread = running(daemon());
    thread.join(10_000);
    assertFalse(thread.isAlive(), "it waits for a coldplug that nobody makes");
  }
}
