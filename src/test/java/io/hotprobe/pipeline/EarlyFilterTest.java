package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.nodes.Bystander;
import io.hotprobe.nodes.DeviceWork;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Ignored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left out before it is parsed, with a source that leaves out nothing itself, and when the rules change. */
@Timeout(60)
class EarlyFilterTest {

  private static final long SOON = 15_000;
  private static final String LOAD = "ACTION==\"add\", ENV{MODALIAS}==\"?*\", RUN{builtin}+=\"kmod load\"";

  @TempDir Path root;

  private final ScriptedUevents source = new ScriptedUevents();
  private final KeptJournal journal = new KeptJournal();
  private FakeSysfs sysfs;
  private Path rules;
  private RuleBook book;
  private Pipeline pipeline;

  @BeforeEach
  void setUp() throws IOException {
    sysfs = new FakeSysfs(Files.createDirectories(root.resolve("sys")));
    rules = Files.createDirectories(root.resolve("rules"));
    write(LOAD);
  }

  private void write(String... lines) throws IOException {
    Files.write(rules.resolve("50-test.rules"), List.of(lines), StandardCharsets.ISO_8859_1);
  }

  private void start(DeviceWork work, Ignored named, boolean derived) throws IOException {
    SmallWorld world = new SmallWorld(root).module("one").alias("p:one*", "one").write();
    Host host = HostFacts.of(root, sysfs.root, AccountFiles.read(root));
    book = RuleBook.open(new RuleFiles(List.of(rules)), host, finding -> {
      throw new AssertionError(finding.toString());
    });
    Surroundings surroundings =
        new Surroundings(new Sysfs(sysfs.root), host, Database.EMPTY, new Builtins(Map.of(), notice -> {}), Outside.UNTOUCHED);
    pipeline =
        new Pipeline(
            new Pipeline.Ports(source, sysfs.root, world.kernel(), new SimulatedCommands(Script.empty())),
            world.resolver(),
            new Rules(book, surroundings, work, Rules.LIMIT),
            journal);
    pipeline.leaveOut(named, derived);
    pipeline.start();
  }

  @AfterEach
  void close() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private static byte[] memory(String action, int block) {
    return Messages.of(action, "/devices/system/memory/memory" + block, "SUBSYSTEM=memory");
  }

  private void settle() throws InterruptedException {
    assertTrue(pipeline.settle(SOON));
  }

  @Test
  void floodOfMemory_isLeftOutCountedAndNotParsed() throws Exception {
    start(new Bystander(false), Ignored.NOTHING, true);
    assertEquals("uevents of memory, cpu (but not add): no rule could do something for them", pipeline.leftOut());
    for (int i = 0; i < 100; i++) {
      source.send(memory("add", i), memory("online", i), Messages.raw("remove@/devices/system/memory/no uevent at all"));
    }
    source.send(Messages.add("/devices/system/cpu/cpu1", "p:one"), Messages.of("online", "/devices/system/cpu/cpu1"));
    settle();
    assertEquals(301, pipeline.counters().storm().ignored());
    assertEquals(302, pipeline.counters().received());
    assertEquals(302, pipeline.counters().handled());
    assertEquals(0, pipeline.counters().malformed());
    assertEquals(List.of("/devices/system/cpu/cpu1"), journal.devpaths());
  }

  @Test
  void ruleForMemory_appears_itsEventsAreTakenAndMissedOnesGetTheirTurn() throws Exception {
    sysfs.device("/devices/system/memory/memory1", "MODALIAS=p:one");
    start(new Bystander(false), Ignored.NOTHING, true);
    source.send(memory("add", 1));
    settle();
    assertEquals(1, pipeline.counters().storm().ignored());
    write(LOAD, "SUBSYSTEM==\"memory\", ACTION==\"add\", ATTR{state}==\"offline\", ATTR{state}=\"online\"");
    Files.setLastModifiedTime(rules.resolve("50-test.rules"), java.nio.file.attribute.FileTime.fromMillis(1));
    assertTrue(book.refresh());
    journal.awaitHandled(1);
    assertEquals(List.of("/devices/system/memory/memory1"), journal.devpaths(), "by a pass over sysfs");
    assertTrue(journal.notices().get(0).startsWith("INFO left out: uevents of memory (but not add), cpu (but not add)"), journal.notices().toString());
    source.send(memory("add", 2), memory("change", 2));
    settle();
    assertEquals(2, pipeline.counters().storm().ignored());
  }

  @Test
  void managedNodes_nothingIsDerivedButWhatWasNamedIsLeftOut() throws Exception {
    start(new ModelWork(), Ignored.named(List.of("/devices/x")), true);
    assertEquals("", pipeline.leftOut());
    source.send(memory("add", 1), Messages.of("add", "/devices/x1"));
    settle();
    assertEquals(1, pipeline.counters().storm().ignored());
    assertEquals(List.of("/devices/system/memory/memory1"), journal.devpaths());
  }

  @Test
  void named_alsoWhatAPassMeets() throws Exception {
    sysfs.device("/devices/a", "MODALIAS=p:one").device("/devices/b", "MODALIAS=p:one");
    start(new Bystander(false), Ignored.named(List.of("/devices/a")), false);
    assertFalse(pipeline.leftOut().contains("memory"));
    pipeline.coldplug();
    assertTrue(pipeline.awaitColdplug(SOON));
    assertEquals(List.of("/devices/b"), journal.devpaths());
    assertEquals(1, pipeline.counters().storm().ignored());
  }
}
