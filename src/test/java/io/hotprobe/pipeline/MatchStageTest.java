package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.hotprobe.pipeline.UeventSlot.Origin;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.uevent.Uevent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage alone: slots in, turns out. */
class MatchStageTest {

  @TempDir Path root;

  private SmallWorld world;
  private final Counters counters = new Counters();
  private final KeptJournal journal = new KeptJournal();
  private final List<Turn> turns = new ArrayList<>();
  private final UeventSlot slot = new UeventSlot();
  private DeviceOrder order;
  private List<MatchStage> stages;
  private long sequence;
  private int devicesAdded;

  @BeforeEach
  void setUp() throws IOException {
    Files.createDirectories(root.resolve("sys"));
    world = new SmallWorld(root).module("one").module("two").alias("p:1*", "one").alias("p:2*", "two").write();
    open(1);
  }

  private void open(int count) throws IOException {
    order = new DeviceOrder(count, turn -> {
      turns.add(turn);
      order.leave(turn);
    });
    EventRules rules = rules();
    stages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stages.add(new MatchStage(new MatchStage.Share(i, count), rules, order, counters, journal, () -> devicesAdded++));
    }
  }

  private EventRules rules() throws IOException {
    return new EventRules(ShippedRules.over(root.resolve("sys")), world.resolver(), null, Runnable::run, journal);
  }

  private void take(byte[] message, Origin origin, long pass) {
    slot.fill(ByteBuffer.wrap(message), origin, pass);
    give();
  }

  private void give() {
    for (MatchStage stage : stages) {
      stage.onEvent(slot, sequence, true);
    }
    sequence++;
  }

  private void live(byte[] message) {
    take(message, Origin.LIVE, 0);
  }

  private void coldplug(String devpath, String modalias, long pass) {
    take(Messages.add(devpath, modalias), Origin.COLDPLUG, pass);
  }

  private void passComplete(long pass) {
    slot.fillPassComplete(pass);
    give();
  }

  private List<String> turned() {
    return turns.stream().map(turn -> turn.subject.devpath() + " " + turn.subject.modalias()).toList();
  }

  @Test
  void take_add_getsATurn() {
    live(Messages.of("add", "/d/1", "MODALIAS=p:1x"));
    assertEquals(List.of("/d/1 p:1x"), turned());
    assertTrue(turns.get(0).subject.seqnum() > 0);
    assertEquals("test", turns.get(0).subject.subsystem());
    assertEquals(1, counters.planned.sum());
    assertEquals(0, counters.handled.sum(), "it is handled when its modules have their outcomes");
  }

  @Test
  void take_otherActions_loadNothing() {
    for (String action : new String[] {"remove", "bind", "change", "unbind", "online", "offline", "move", "frobnicate", "ADD", "addx"}) {
      live(Messages.of(action, "/d/1", "MODALIAS=p:1x", "DEVPATH_OLD=/d/0"));
    }
    assertEquals(List.of(), turned());
    assertEquals(10, counters.handled.sum());
    assertEquals(0, devicesAdded);
  }

  @Test
  void take_malformed_isCountedAndTheNextIsTaken() {
    live(Messages.raw("add@/d\0ACTION=add\0"));
    live(Messages.raw("libudev\0\1\2\3"));
    live(new byte[0]);
    live(new byte[UeventSlot.CAPACITY + 1]);
    live(Messages.of("add", "/../etc", "MODALIAS=p:1"));
    live(Messages.add("/d", "p:1"));
    assertEquals(5, counters.malformed.sum());
    assertEquals(5, counters.handled.sum());
    assertEquals(List.of("/d p:1"), turned());
  }

  @Test
  void take_valuesWithEqualsQuotesAndRepeats_areTaken() {
    live(Messages.of("add", "/d", "OF_X=a=b=\"c\"", "=", "MODALIAS=p:2"));
    assertEquals(1, counters.malformed.sum(), "a property without a name");
    live(Messages.of("add", "/d", "OF_X=a=b=\"c\" 'd'", "EMPTY=", "MODALIAS=p:1", "MODALIAS=p:2=\"'"));
    assertEquals(List.of("/d p:2=\"'"), turned(), "of a key that is there twice the last counts");
  }

  @Test
  void take_manyProperties_areTaken() {
    String[] many = new String[200];
    for (int i = 0; i < many.length; i++) {
      many[i] = "KEY_" + i + "=v";
    }
    many[150] = "MODALIAS=p:1";
    live(Messages.of("add", "/d", many));
    assertEquals(List.of("/d p:1"), turned());
  }

  @Test
  void take_longModalias_isNotCut() {
    String modalias = "p:1" + "x".repeat(1500);
    live(Messages.add("/d", modalias));
    assertEquals(List.of("/d " + modalias), turned());
  }

  @Test
  void take_noModaliasOrNoMatch_isHandledAtOnce() {
    live(Messages.of("add", "/d/1"));
    live(Messages.add("/d/2", "p:9"));
    live(Messages.add("/d/3", ""));
    assertEquals(3, counters.handled.sum());
    assertEquals(List.of("/d/2"), journal.unmatched());
    assertEquals(1, counters.unmatched.sum());
  }

  @Test
  void take_blacklistedOrBuiltin_isToldWithoutATurn() throws IOException {
    world.builtin("inside").write().conf("a.conf", "blacklist one", "alias p:3 inside");
    open(1);
    live(Messages.add("/d/1", "p:1"));
    live(Messages.add("/d/3", "p:3"));
    assertEquals(List.of(), turned());
    assertEquals(List.of("/d/1", "/d/3"), journal.devpaths());
    assertTrue(journal.handled().get(0).deeds().resolutions().get(0) instanceof Resolution.Denied);
    assertEquals(1, counters.denied.sum());
    assertEquals(2, counters.handled.sum());
  }

  @Test
  void take_sharedByTwoStages_eachDeviceOnce() throws IOException {
    open(3);
    for (int i = 0; i < 300; i++) {
      live(Messages.add("/d" + i + "/a", "p:1"));
    }
    assertEquals(300, turns.size());
    assertEquals(300, turned().stream().distinct().count());
  }

  @Test
  void take_journalThrows_isHandledAndTheOrderAdvances() throws Exception {
    journal.onUnmatched = devpath -> {
      throw new IllegalStateException("journal");
    };
    slot.fill(ByteBuffer.wrap(Messages.add("/d", "p:9")), Origin.LIVE, 0);
    assertThrows(IllegalStateException.class, () -> stages.get(0).onEvent(slot, 0, true));
    assertEquals(1, counters.handled.sum());
    assertTrue(order.awaitOver(0, 0));
  }

  @Test
  void coldplug_deviceThatHadItsTurn_isPassedOver() {
    live(Messages.add("/d", "p:1"));
    coldplug("/d", "p:1", 1);
    assertEquals(1, turns.size());
    assertEquals(1, counters.known.sum());
    assertEquals(1, counters.handled.sum());
  }

  @Test
  void coldplug_otherModaliasAtTheSameDevpath_getsItsTurn() {
    live(Messages.add("/d", "p:1"));
    coldplug("/d", "p:2", 1);
    coldplug("/d", "p:2", 2);
    assertEquals(List.of("/d p:1", "/d p:2"), turned());
  }

  @Test
  void coldplug_deviceRemovedAndBack_getsItsTurn() {
    live(Messages.add("/d", "p:1"));
    live(Messages.of("remove", "/d", "MODALIAS=p:1"));
    coldplug("/d", "p:1", 1);
    assertEquals(2, turns.size());
  }

  @Test
  void coldplug_deviceThatNothingClaimed_isLookedUpAgain() {
    coldplug("/d", "p:9", 1);
    coldplug("/d", "p:9", 2);
    assertEquals(2, counters.unmatched.sum());
    assertEquals(0, counters.known.sum());
  }

  @Test
  void passComplete_absentDevices_areForgotten() {
    coldplug("/d/1", "p:1", 1);
    coldplug("/d/2", "p:1", 1);
    passComplete(1);
    coldplug("/d/2", "p:1", 2);
    passComplete(2);
    coldplug("/d/1", "p:1", 3);
    coldplug("/d/2", "p:1", 3);
    passComplete(3);
    assertEquals(List.of("/d/1 p:1", "/d/2 p:1", "/d/1 p:1"), turned());
  }

  @Test
  void passComplete_deviceAddedDuringThePass_isKept() {
    take(Messages.add("/d/new", "p:1"), Origin.LIVE, 1);
    passComplete(1);
    coldplug("/d/new", "p:1", 2);
    assertEquals(1, turns.size());
  }

  @Test
  void live_addAgain_alwaysGetsItsTurn() {
    live(Messages.add("/d", "p:1"));
    live(Messages.add("/d", "p:1"));
    assertEquals(2, turns.size());
  }

  @Test
  void move_knownDevice_isKnownAtItsNewPlaceOnly() {
    live(Messages.add("/d/old", "p:1"));
    live(Messages.of("move", "/d/new", "DEVPATH_OLD=/d/old", "MODALIAS=p:1"));
    coldplug("/d/new", "p:1", 1);
    assertEquals(1, turns.size());
    coldplug("/d/old", "p:1", 1);
    assertEquals(2, turns.size(), "another device that came to the old place");
  }

  @Test
  void take_eventsThatLeadNowhere_allocateNothing() throws IOException {
    KeptJournal kept = journal;
    DeviceOrder free = new DeviceOrder(1, turn -> {});
    MatchStage stage =
        new MatchStage(new MatchStage.Share(0, 1), rules(), free, counters, new io.hotprobe.journal.Onlookers(new io.hotprobe.journal.Journal() {
          @Override
          public void handled(io.hotprobe.journal.Handled handled) {}

          @Override
          public void notice(System.Logger.Level level, String text) {}
        }), () -> {});
    byte[][] messages = {
      Messages.add("/devices/pci0000:00/0000:00:1f.0", "pci:v00008086d0000FFFFsv00000000sd00000000bc06sc01i00"),
      Messages.of("change", "/devices/virtual/block/loop0", "MODALIAS=p:1"),
      Messages.of("remove", "/devices/virtual/block/loop1", "MODALIAS=p:1"),
      Messages.of("add", "/devices/virtual/net/lo"),
      Messages.raw("garbage"),
    };
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    long number = 0;
    for (int round = 0; round < 30; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 1000; i++) {
        byte[] message = messages[i % messages.length];
        System.arraycopy(message, 0, slot.bytes, 0, message.length);
        slot.length = message.length;
        slot.deviceHash = Uevent.hash(message, 0, 7);
        stage.onEvent(slot, number++, true);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertEquals(0, kept.handled().size());
    assertTrue(least < 1000, least + " bytes for 1000 uevents");
  }

  @Test
  void move_withinItsDirectory_isKnownAtItsNewPlace() throws IOException {
    open(4);
    for (int i = 0; i < 20; i++) {
      live(Messages.add("/d/old" + i, "p:1"));
      live(Messages.of("move", "/d/new" + i, "DEVPATH_OLD=/d/old" + i, "MODALIAS=p:1"));
    }
    turns.clear();
    for (int i = 0; i < 20; i++) {
      coldplug("/d/new" + i, "p:1", 1);
    }
    assertEquals(List.of(), turned());
  }

  @Test
  void move_toTheShareOfAnotherStage_isForgottenAtItsOldPlace() throws IOException {
    open(2);
    int moved = 0;
    for (int i = 0; i < 20; i++) {
      String old = "/d/old" + i;
      live(Messages.add(old, "p:1"));
      live(Messages.of("move", "/e" + i + "/new", "DEVPATH_OLD=" + old, "MODALIAS=p:1"));
      moved++;
    }
    turns.clear();
    for (int i = 0; i < 20; i++) {
      coldplug("/d/old" + i, "p:1", 1);
    }
    assertEquals(moved, turns.size(), "other devices that came to the old places");
  }
}
