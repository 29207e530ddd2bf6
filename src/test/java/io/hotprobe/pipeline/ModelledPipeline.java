package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of who handles every event, between a script of uevents, a sysfs of files and work that keeps a model. */
abstract class ModelledPipeline {

  @TempDir Path root;

  final ScriptedUevents source = new ScriptedUevents();
  final KeptJournal journal = new KeptJournal();
  final ModelWork work = new ModelWork();
  final CountDownLatch hung = new CountDownLatch(1);
  FakeSysfs sysfs;
  Pipeline pipeline;

  private final long soonMillis;

  /** @param soonMillis how long at most is waited for something */
  ModelledPipeline(long soonMillis) {
    this.soonMillis = soonMillis;
  }

  @BeforeEach
  void makeSysfs() throws IOException {
    sysfs = new FakeSysfs(Files.createDirectories(root.resolve("sys")));
  }

  void start() throws IOException {
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
    if (pipeline != null) {
      pipeline.close();
    }
  }

  void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(soonMillis);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> pipeline.counters() + ", " + work.present().size() + " present");
      Thread.sleep(1);
    }
  }

  /** From now on events of a device last until {@link #hung} is let go; what is returned opens when the first one is under way. */
  CountDownLatch hang(String devpath) {
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
    return entered;
  }
}
