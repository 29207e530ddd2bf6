package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.journal.UnfinishedEvents;
import io.hotprobe.nodes.RecordKeeping;
import io.hotprobe.nodes.UdevDatabase;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of devices after uevents were lost, for who handles every event. */
@Timeout(60)
class ResyncTest extends ModelledPipeline {

  private static final long SOON = 15_000;

  ResyncTest() {
    super(SOON);
  }

  private void startAndColdplug() throws Exception {
    start();
    pipeline.coldplug();
    assertTrue(pipeline.awaitColdplug(SOON));
  }

  private void awaitResyncs(int count) throws InterruptedException {
    await(() -> pipeline.counters().storm().resyncs() >= count && pipeline.isQuiet());
  }

  @Test
  void lost_everyDevice_isHandledOnceMoreAndTheAbsentGetsItsRemove() throws Exception {
    sysfs.device("/d/stays").device("/d/goes").device("/d/goes/too", "MAJOR=8", "MINOR=0", "DEVNAME=sda");
    startAndColdplug();
    work.clearStories();
    sysfs.remove("/d/goes/too");
    sysfs.remove("/d/goes");
    sysfs.device("/d/came");
    source.lose(4);
    awaitResyncs(1);
    assertEquals(Set.of("/d/stays", "/d/came"), work.present());
    assertEquals(List.of("change"), work.story("/d/stays"));
    assertEquals(List.of("add"), work.story("/d/came"));
    assertEquals(List.of("remove"), work.story("/d/goes"));
    assertEquals(List.of("remove"), work.story("/d/goes/too"));
    assertEquals(2, pipeline.counters().storm().absent());
    assertEquals(pipeline.counters().received() + pipeline.counters().coldplugged(), pipeline.counters().handled());
  }

  private void devices(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      sysfs.device("/d/" + i);
    }
  }

  @Test
  void settle_lostAndNotYetRepaired_waitsForTheRepair() throws Exception {
    startAndColdplug();
    devices(10 * SysfsPasses.STEP);
    source.lose(10 * SysfsPasses.STEP);
    assertTrue(pipeline.settle(SOON));
    assertEquals(10 * SysfsPasses.STEP, work.present().size());
  }

  @Test
  void settle_duringColdplug_waitsForItsEnd() throws Exception {
    devices(10 * SysfsPasses.STEP);
    start();
    pipeline.coldplug();
    assertTrue(pipeline.settle(SOON));
    assertEquals(10 * SysfsPasses.STEP, work.present().size());
  }

  @Test
  void lost_deviceWhoseNameIsNotAscii_isTheSameDeviceAsBefore() throws Exception {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "names of this locale are ASCII");
    sysfs.device("/d/\u00fc");
    startAndColdplug();
    source.send(Messages.of("change", "/d/\u00c3\u00bc"));
    await(() -> work.story("/d/\u00c3\u00bc").contains("change") && pipeline.isQuiet());
    work.clearStories();
    source.lose(1);
    awaitResyncs(1);
    assertEquals(Set.of("/d/\u00c3\u00bc"), work.present());
    assertEquals(List.of("change"), work.story("/d/\u00c3\u00bc"));
    assertEquals(0, pipeline.counters().storm().absent());
  }

  @Test
  void lost_removeThatIsMadeUp_isNotShownAsTheKernelsAndIsKeptForTheNextDaemon() throws Exception {
    sysfs.device("/d/goes");
    start();
    UnfinishedEvents unfinished = UnfinishedEvents.open(root.resolve("run"), "boot", problem -> {});
    pipeline.keep(unfinished);
    source.send(Messages.of("add", "/d/goes"));
    await(() -> pipeline.isQuiet() && work.present().contains("/d/goes"));
    List<String> left = new ArrayList<>();
    work.onEvent = ruling -> left.addAll(leftOver());
    sysfs.remove("/d/goes");
    source.lose(1);
    awaitResyncs(1);
    assertEquals(List.of("add", "remove"), work.story("/d/goes"));
    assertEquals(List.of("add /d/goes"), journal.live());
    assertEquals(List.of("remove@/d/goes"), left, "sysfs does not tell the next daemon");
  }

  private List<String> leftOver() {
    try {
      Path copy = Files.createDirectories(root.resolve("copy"));
      Files.copy(root.resolve("run/unfinished"), copy.resolve("unfinished"), StandardCopyOption.REPLACE_EXISTING);
      return UnfinishedEvents.open(copy, "boot", problem -> {}).leftOver().stream()
          .map(message -> new String(message, StandardCharsets.ISO_8859_1).split("\0")[0])
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Test
  void lost_addQueuedBeforeAndRemoveLost_passAheadOfTheQueueIsFollowedByAnother() throws Exception {
    source.lose(1);
    for (int i = 0; i < UeventReader.BUSY_RECEPTIONS; i++) {
      source.send(Messages.of("change", "/noise"));
    }
    source.send(Messages.of("add", "/d/gone"));
    start();
    await(() -> pipeline.counters().storm().absent() == 1 && pipeline.isQuiet());
    assertEquals(List.of("add", "remove"), work.story("/d/gone"));
  }

  @Test
  void lost_anotherDeviceAtTheSamePlace_firstGetsItsRemoveAndTheOtherItsAdd() throws Exception {
    sysfs.device("/d/tap0", "IFINDEX=5").device("/d/same", "IFINDEX=6");
    startAndColdplug();
    work.clearStories();
    List<String> removed = new ArrayList<>();
    work.onEvent = ruling -> {
      if (ruling.kernel().get("ACTION").equals("remove")) {
        removed.add(ruling.kernel().get("DEVPATH") + " " + ruling.kernel().get("IFINDEX"));
      }
    };
    sysfs.device("/d/tap0", "IFINDEX=7");
    source.lose(2);
    awaitResyncs(1);
    assertEquals(List.of("remove", "add"), work.story("/d/tap0"));
    assertEquals(List.of("/d/tap0 5"), removed);
    assertEquals(List.of("change"), work.story("/d/same"));
    sysfs.device("/d/tap0", "IFINDEX=9");
    source.send(Messages.of("add", "/d/tap0", "IFINDEX=9"));
    await(() -> work.story("/d/tap0").size() == 4);
    assertEquals(List.of("remove", "add", "remove", "add"), work.story("/d/tap0"));
    source.send(Messages.of("add", "/d/tap0", "IFINDEX=9"));
    await(() -> work.story("/d/tap0").size() == 5);
    assertEquals("add", work.story("/d/tap0").get(4));
  }

  @Test
  void lost_removeOfADeviceWithADatabaseEntry_theEntryGoes() throws Exception {
    Path rules = Files.createDirectories(root.resolve("rules"));
    Files.writeString(rules.resolve("50-test.rules"), "ENV{MINE}=\"yes\", TAG+=\"mine\"\n");
    Host host = HostFacts.of(root, sysfs.root, AccountFiles.read(root));
    RuleBook book = RuleBook.open(new RuleFiles(List.of(rules)), host, finding -> {
      throw new AssertionError(finding.toString());
    });
    Path run = root.resolve("run");
    RecordKeeping records = new RecordKeeping(run, new UdevDatabase(run, damage -> {}), () -> 7);
    Surroundings surroundings =
        new Surroundings(new Sysfs(sysfs.root), host, records.database(), new Builtins(Map.of(), notice -> {}), Outside.UNTOUCHED);
    sysfs.device("/d/a").device("/d/b");
    SmallWorld world = new SmallWorld(root.resolve("world")).write();
    pipeline =
        new Pipeline(
            new Pipeline.Ports(source, sysfs.root, world.kernel(), new SimulatedCommands(Script.empty())),
            world.resolver(),
            new Rules(book, surroundings, records, Rules.LIMIT),
            journal);
    pipeline.start();
    pipeline.coldplug();
    assertTrue(pipeline.awaitColdplug(SOON));
    assertTrue(Files.exists(run.resolve("data/+test:a")) && Files.exists(run.resolve("tags/mine/+test:a")));
    sysfs.remove("/d/a");
    source.lose(1);
    awaitResyncs(1);
    assertFalse(Files.exists(run.resolve("data/+test:a")) || Files.exists(run.resolve("tags/mine/+test:a")));
    assertTrue(Files.exists(run.resolve("data/+test:b")));
  }

  @Test
  void lost_removeOfParentAndChild_childGoesFirst() throws Exception {
    List<String> removed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sysfs.device("/d/" + i).device("/d/" + i + "/a").device("/d/" + i + "/a/b");
    }
    startAndColdplug();
    work.onEvent = ruling -> {
      synchronized (removed) {
        removed.add(ruling.kernel().get("DEVPATH"));
      }
    };
    for (int i = 0; i < 20; i++) {
      for (String below : new String[] {"", "/a", "/a/b"}) {
        sysfs.remove("/d/" + i + below);
      }
    }
    source.lose(1);
    awaitResyncs(1);
    assertEquals(Set.of(), work.present());
    for (int i = 0; i < 20; i++) {
      assertTrue(removed.indexOf("/d/" + i + "/a/b") < removed.indexOf("/d/" + i + "/a"), removed.toString());
      assertTrue(removed.indexOf("/d/" + i + "/a") < removed.indexOf("/d/" + i), removed.toString());
    }
  }

  @Test
  void lost_sysfsUnreadableMeanwhile_removesNothing() throws Exception {
    sysfs.device("/d/a");
    startAndColdplug();
    Files.move(sysfs.root, root.resolve("elsewhere"));
    source.lose(1);
    awaitResyncs(1);
    assertEquals(Set.of("/d/a"), work.present());
    Files.move(root.resolve("elsewhere"), sysfs.root);
    sysfs.remove("/d/a");
    source.lose(1);
    awaitResyncs(2);
    assertEquals(Set.of(), work.present());
  }

  @Test
  void lost_deviceThatNoBusOrClassLists_isKept() throws Exception {
    sysfs.device("/d/a");
    startAndColdplug();
    Files.delete(sysfs.root.resolve("bus/test/devices/d!a"));
    source.lose(1);
    awaitResyncs(1);
    assertEquals(Set.of("/d/a"), work.present());
  }

  @Test
  void lost_duringColdplugAndAgainWhileResyncing_addsOnceAndEndsAsSysfs() throws Exception {
    int devices = SysfsPasses.STEP * 4;
    for (int i = 0; i < devices; i++) {
      sysfs.device("/d/" + i);
    }
    AtomicBoolean second = new AtomicBoolean();
    work.onEvent = ruling -> {
      if (ruling.kernel().get("DEVPATH").equals("/d/7") && second.compareAndSet(false, true)) {
        sysfsRemove("/d/7");
        source.lose(1);
      }
    };
    source.quiet();
    source.lose(1);
    start();
    pipeline.coldplug();
    assertTrue(pipeline.awaitColdplug(SOON));
    await(() -> pipeline.counters().overruns() == 2 && pipeline.isQuiet());
    assertEquals(devices - 1, work.present().size());
    for (int i = 0; i < devices; i++) {
      int number = i;
      List<String> story = work.story("/d/" + i);
      assertEquals(1, story.stream().filter("add"::equals).count(), () -> number + " " + story);
      assertEquals(i == 7 ? "remove" : "change", story.get(story.size() - 1));
    }
  }

  private void sysfsRemove(String devpath) {
    try {
      sysfs.remove(devpath);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** The kernel tells of a loss once, and goes on dropping without a word until all that was queued is read. */
  @Test
  void dropsTheSourceKeepsToItself_afterThePassWasComplete_makeAnother() throws Exception {
    sysfs.device("/d/a").device("/d/b");
    AtomicBoolean dropped = new AtomicBoolean();
    source.onReceive = () -> {
      if (pipeline.counters().storm().resyncs() == 1 && source.pending() > 0 && dropped.compareAndSet(false, true)) {
        source.dropSilently(5);
        sysfsRemove("/d/a");
      }
    };
    source.lose(1);
    for (int i = 0; i < 2 * UeventReader.BUSY_RECEPTIONS; i++) {
      source.send(Messages.of("change", "/d/b"));
    }
    start();
    awaitResyncs(2);
    assertTrue(dropped.get(), "the first pass came too late for this test");
    assertEquals(Set.of("/d/b"), work.present());
    assertEquals(6, pipeline.counters().dropped());
  }

  /** Plugs and unplugs at random, loses at random: in the end what is known is what sysfs has. */
  @Test
  void lost_randomly_endsAsSysfs() throws Exception {
    for (int seed = 0; seed < 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Set<String> there = new TreeSet<>();
      if (pipeline != null) {
        pipeline.close();
        tearDownSysfs(seed);
      }
      ScriptedUevents fresh = new ScriptedUevents();
      runRandom(random, there, fresh);
      assertEquals(there, new TreeSet<>(work.present()), "seed " + seed);
    }
  }

  private void tearDownSysfs(int seed) throws IOException {
    sysfs = new FakeSysfs(Files.createDirectories(root.resolve("sys" + seed)));
    work.present().forEach(work::forget);
  }

  private void runRandom(SplittableRandom random, Set<String> there, ScriptedUevents fresh) throws Exception {
    SmallWorld world = new SmallWorld(root.resolve("world" + random.nextInt())).write();
    pipeline =
        new Pipeline(
            new Pipeline.Ports(fresh, sysfs.root, world.kernel(), new SimulatedCommands(Script.empty())),
            world.resolver(),
            work.rules(sysfs.root),
            journal);
    pipeline.start();
    pipeline.coldplug();
    boolean deaf = false;
    for (int i = 0; i < 400; i++) {
      String devpath = "/d/" + random.nextInt(40);
      String action = there.remove(devpath) ? "remove" : "add";
      if (action.equals("add")) {
        there.add(devpath);
        sysfs.device(devpath, "MODALIAS=x:" + i);
      } else {
        sysfs.remove(devpath);
      }
      if (deaf) {
        fresh.dropSilently(1);
      } else {
        fresh.send(Messages.of(action, devpath, "MODALIAS=x:" + i));
      }
      if (random.nextInt(20) == 0) {
        deaf = !deaf;
        if (deaf) {
          fresh.lose(1);
        } else {
          fresh.quiet();
        }
      }
    }
    fresh.lose(1);
    await(() -> fresh.pending() == 0 && pipeline.counters().overruns() > 0 && pipeline.isQuiet());
    Thread.sleep(20);
    await(() -> pipeline.isQuiet());
  }

  @Test
  void story_ofTheLog_isRateLimitedInAStorm() throws Exception {
    startAndColdplug();
    for (int i = 0; i < 200; i++) {
      source.lose(10);
    }
    await(() -> pipeline.counters().overruns() == 200 && pipeline.isQuiet());
    List<String> notices = journal.notices().stream().filter(notice -> notice.contains("lost")).toList();
    assertEquals(1, notices.size(), notices.toString());
    assertTrue(notices.get(0).contains("--receive-buffer") && notices.get(0).contains("--ignore"), notices.toString());
    pipeline.close();
    assertEquals(1, journal.notices().stream().filter(notice -> notice.contains("overran 199 times")).count(), journal.notices().toString());
  }
}
