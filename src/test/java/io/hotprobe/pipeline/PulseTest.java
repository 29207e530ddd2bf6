package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.uevent.Uevent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PulseTest {

  private static final long MILLIS = 5_000;

  @TempDir Path root;

  private final ScriptedUevents source = new ScriptedUevents();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch stands = new CountDownLatch(1);
  private volatile boolean blocks;

  private final Journal journal = new Journal() {
    @Override
    public void handled(Handled handled) {}

    @Override
    public void notice(Level level, String text) {}

    @Override
    public void unmatched(Uevent uevent) {
      if (blocks) {
        stands.countDown();
        awaitGoOn();
      }
    }
  };
  private Pipeline pipeline;

  private void awaitGoOn() {
    try {
      goOn.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void start() throws IOException {
    Files.createDirectories(root.resolve("sys"));
    SmallWorld world = new SmallWorld(root).module("one").alias("p:one", "one").write();
    Pipeline.Ports ports = new Pipeline.Ports(source, root.resolve("sys"), world.kernel(), new SimulatedCommands(Script.empty()));
    pipeline = new Pipeline(ports, world.resolver(), ShippedRules.over(root.resolve("sys")), journal);
    pipeline.start();
  }

  @AfterEach
  void close() {
    goOn.countDown();
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private static byte[] add(String devpath, String modalias) {
    String text =
        "add@" + devpath + "\0ACTION=add\0DEVPATH=" + devpath + "\0SUBSYSTEM=t\0MODALIAS=" + modalias + "\0SEQNUM=1\0";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void stuck_idleAndUnderWork_isNothing() throws Exception {
    start();
    assertEquals(Optional.empty(), pipeline.stuck(MILLIS));
    for (int i = 0; i < 500; i++) {
      source.send(add("/devices/d" + i, "p:one"));
    }
    for (int i = 0; i < 20; i++) {
      assertEquals(Optional.empty(), pipeline.stuck(MILLIS));
    }
    assertTrue(pipeline.settle(MILLIS));
    assertEquals(0, pipeline.counters().malformed(), "a token is no message");
    assertEquals(500, pipeline.counters().handled());
  }

  @Test
  void stuck_aStageStands_isNamedUntilItGoesOn() throws Exception {
    start();
    blocks = true;
    source.send(add("/devices/d", "nobody:claims"));
    assertTrue(stands.await(10, TimeUnit.SECONDS));
    assertEquals(Optional.of("a match stage"), pipeline.stuck(300));
    assertEquals(Optional.of("a match stage"), pipeline.stuck(300));
    blocks = false;
    goOn.countDown();
    assertEquals(Optional.empty(), pipeline.stuck(MILLIS));
  }

  @Test
  void stuck_theRingIsFullBehindAStage_isTheReader() throws Exception {
    start();
    blocks = true;
    for (int i = 0; i < 3 * UeventRing.SLOTS; i++) {
      source.send(add("/devices/d" + i, "nobody:claims"));
    }
    assertTrue(stands.await(10, TimeUnit.SECONDS));
    while (source.pending() > 2 * UeventRing.SLOTS) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    TimeUnit.MILLISECONDS.sleep(100);
    assertEquals(Optional.of("the reader"), pipeline.stuck(300));
    blocks = false;
    goOn.countDown();
    assertEquals(Optional.empty(), pipeline.stuck(2 * MILLIS));
  }

  @Test
  void stuck_theReaderFails_isTheReader() throws Exception {
    start();
    source.fail();
    TimeUnit.MILLISECONDS.sleep(200);
    assertEquals(Optional.of("the reader"), pipeline.stuck(300));
  }
}
