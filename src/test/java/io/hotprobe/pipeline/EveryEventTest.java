package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.nodes.DeviceWork;
import io.hotprobe.nodes.Processed;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that does node work for every event, and what becomes of events at which it fails itself. */
@Timeout(60)
class EveryEventTest {

  private static final String FAILED = "UDEV_WORKER_FAILED";

  @TempDir Path root;

  private final ScriptedUevents source = new ScriptedUevents();
  private final KeptJournal journal = new KeptJournal();
  private final BlockingQueue<Processed> announced = new LinkedBlockingQueue<>();
  private volatile boolean marked;
  private volatile boolean everMarked;
  private Pipeline pipeline;

  /** Keeps what is announced; throws for a device of the name {@code broken}. */
  private final class KeptWork implements DeviceWork {

    @Override
    public boolean isForEveryEvent() {
      return true;
    }

    @Override
    public void pending() {
      marked = true;
      everMarked = true;
    }

    @Override
    public void nonePending() {
      marked = false;
    }

    @Override
    public Processed apply(Ruling ruling) {
      if (ruling.properties().get("DEVPATH").endsWith("/broken")) {
        throw new IllegalStateException("broken work");
      }
      return new Processed("+test:a", ruling.properties(), ruling.tags(), List.of());
    }

    @Override
    public Processed remove(Ruling ruling) {
      return apply(ruling);
    }

    @Override
    public Optional<Diagnostic> announce(Processed processed) {
      announced.add(processed);
      return Optional.empty();
    }
  }

  private void start(String... rules) throws IOException {
    Files.createDirectories(root.resolve("sys"));
    SmallWorld world = new SmallWorld(root).write();
    Path directory = Files.createDirectories(root.resolve("rules"));
    Files.write(directory.resolve("50-test.rules"), List.of(rules), StandardCharsets.ISO_8859_1);
    Sysfs sysfs = new Sysfs(root.resolve("sys"));
    Host host = HostFacts.of(root, sysfs.root(), AccountFiles.read(root));
    RuleBook book = RuleBook.open(new RuleFiles(List.of(directory)), host, finding -> {
      throw new AssertionError(finding.toString());
    });
    Builtin broken = call -> {
      throw new IllegalStateException("broken builtin");
    };
    Surroundings surroundings =
        new Surroundings(sysfs, host, Database.EMPTY, new Builtins(Map.of("path_id", broken), notice -> {}), Outside.UNTOUCHED);
    pipeline =
        new Pipeline(
            new Pipeline.Ports(source, sysfs.root(), world.kernel(), new SimulatedCommands(Script.empty())),
            world.resolver(),
            new Rules(book, surroundings, new KeptWork(), Duration.ofSeconds(60)),
            journal);
    pipeline.start();
  }

  @AfterEach
  void close() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private Processed next() throws InterruptedException {
    Processed next = announced.poll(20, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing was announced within 20 s");
    return next;
  }

  private static byte[] message(String action, String devpath) {
    return (action + "@" + devpath + "\0ACTION=" + action + "\0DEVPATH=" + devpath
        + "\0SUBSYSTEM=test\0DEVNAME=test0\0EMPTY=\0SEQNUM=" + System.nanoTime() + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  private void assertFailsAndGoesOn(String devpath, String reason) throws InterruptedException {
    source.send(message("add", devpath));
    Processed failed = next();
    assertEquals("1", failed.properties().get(FAILED));
    assertEquals(devpath, failed.properties().get("DEVPATH"));
    assertEquals("/dev/test0", failed.properties().get("DEVNAME"));
    source.send(message("change", "/devices/whole"));
    assertNull(next().properties().get(FAILED));
    assertTrue(pipeline.settle(10_000));
    assertEquals(1, pipeline.counters().faults());
    assertEquals(2, pipeline.counters().handled());
    assertTrue(journal.notices().stream().anyMatch(told -> told.contains(devpath) && told.contains(reason)), journal.notices().toString());
  }

  @Test
  void builtinOfTheRules_throws_theEventIsAnnouncedAsFailed() throws Exception {
    start("KERNEL==\"a\", IMPORT{builtin}=\"path_id\"");
    assertFailsAndGoesOn("/devices/a", "broken builtin");
  }

  @Test
  void builtinOfRun_throws_theEventIsAnnouncedAsFailedWithWhatRulesSet() throws Exception {
    start("KERNEL==\"a\", ENV{MINE}=\"yes\", RUN{builtin}+=\"path_id\"");
    source.send(message("add", "/devices/a"));
    Processed failed = next();
    assertEquals("1", failed.properties().get(FAILED));
    assertEquals("yes", failed.properties().get("MINE"));
  }

  @Test
  void work_throws_theEventIsAnnouncedAsFailed() throws Exception {
    start();
    assertFailsAndGoesOn("/devices/broken", "broken work");
  }

  @Test
  void close_rightAfterEvents_leavesNoMarkOfPendingOnes() throws Exception {
    start();
    for (int i = 0; i < 50; i++) {
      source.send(message("add", "/devices/" + i));
    }
    next();
    pipeline.close();
    assertTrue(everMarked);
    assertFalse(marked, "the mark of pending events stays behind");
  }
}
