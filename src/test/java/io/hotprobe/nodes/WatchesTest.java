package io.hotprobe.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.rules.Ruling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchesTest {

  @TempDir Path root;
  private NodeWorld world;

  @BeforeEach
  void make() throws IOException {
    world = new NodeWorld(root);
    device("sda", "DEVNAME=sda\nMAJOR=8\nMINOR=0\n");
  }

  private Path device(String path, String uevent) throws IOException {
    Path directory = Files.createDirectories(world.sys.resolve("devices").resolve(path));
    Files.writeString(directory.resolve("uevent"), uevent);
    return directory;
  }

  private void partition(String path) throws IOException {
    Files.writeString(device(path, "").resolve("partition"), "1\n");
  }

  private Processed handled(NodeWorld.Draft draft) {
    Ruling ruling = draft.ruling();
    world.work.begin("b8:0");
    Processed done = "remove".equals(ruling.properties().get("ACTION")) ? world.work.remove(ruling) : world.work.apply(ruling);
    assertTrue(world.work.announce(done).isEmpty());
    return done;
  }

  private NodeWorld.Draft disk(String action) throws IOException {
    return world.disk(action, "sda", 0).watch(true);
  }

  private String asked(String device) throws IOException {
    return Files.readString(world.sys.resolve("devices").resolve(device).resolve("uevent"));
  }

  private String link(String name) throws IOException {
    return Files.readSymbolicLink(world.run.resolve("watch").resolve(name)).toString();
  }

  @Test
  void announce_diskToBeWatched_isWatchedAndKept() throws IOException {
    handled(disk("add"));
    assertEquals(world.dev.resolve("sda"), world.watched.get(1));
    assertEquals("1", link("b8:0"));
    assertEquals("b8:0", link("1"));
  }

  @Test
  void begin_eventOfAWatchedDisk_endsTheWatchUntilItIsHandled() throws IOException {
    handled(disk("add"));
    world.work.begin("b8:0");
    assertEquals(0, world.watched.size());
    assertFalse(Files.exists(world.run.resolve("watch/b8:0"), LinkOption.NOFOLLOW_LINKS));
    world.work.closed(1);
    assertTrue(asked("sda").startsWith("DEVNAME"));
    world.work.announce(world.work.apply(disk("change").ruling()));
    assertEquals("2", link("b8:0"));
    try (Stream<Path> links = Files.list(world.run.resolve("watch"))) {
      assertEquals(2, links.count());
    }
  }

  @Test
  void announce_watchedNoLonger_staysUnwatched() throws IOException {
    handled(disk("add"));
    handled(world.disk("change", "sda", 0).watch(false));
    assertEquals(0, world.watched.size());
  }

  @Test
  void remove_watchedDisk_endsTheWatch() throws IOException {
    handled(disk("add"));
    handled(disk("remove"));
    assertEquals(0, world.watched.size());
    try (Stream<Path> links = Files.list(world.run.resolve("watch"))) {
      assertEquals(0, links.count());
    }
  }

  @Test
  void closed_disk_asksForAChange() throws IOException {
    handled(disk("add"));
    world.work.closed(1);
    assertEquals("change", asked("sda").substring(0, 6));
  }

  @Test
  void closed_diskWhosePartitionsWereReadAgain_isLeftToTheKernel() throws IOException {
    partition("sda/sda1");
    world.rereads = true;
    handled(disk("add"));
    world.work.closed(1);
    assertTrue(asked("sda").startsWith("DEVNAME"));
    assertEquals("", asked("sda/sda1"));
  }

  @Test
  void closed_diskWhosePartitionsAreInUse_asksForAllOfThem() throws IOException {
    partition("sda/sda1");
    partition("sda/sda2");
    device("sda/queue", "");
    handled(disk("add"));
    world.work.closed(1);
    assertEquals("change", asked("sda").substring(0, 6));
    assertEquals("change", asked("sda/sda1"));
    assertEquals("change", asked("sda/sda2"));
    assertEquals("", asked("sda/queue"));
  }

  @Test
  void closed_partition_doesNotReadTheDisk() throws IOException {
    partition("sda");
    world.rereads = true;
    handled(disk("add"));
    world.work.closed(1);
    assertEquals("change", asked("sda"));
  }

  @Test
  void closed_noticesWereLost_asksForAllThatAreWatched() throws IOException {
    device("sdb", "");
    handled(disk("add"));
    world.work.announce(world.work.apply(world.disk("add", "sdb", 16).watch(true).ruling()));
    world.work.closed(CloseNotices.LOST);
    assertEquals("change", asked("sdb"));
    assertEquals("change", asked("sda").substring(0, 6));
  }

  @Test
  void closed_deviceIsGoneOrHandleUnknown_isFine() throws IOException {
    handled(disk("add"));
    Files.delete(world.sys.resolve("devices/sda/uevent"));
    world.work.closed(1);
    world.work.closed(77);
    assertEquals(0, world.damage.size());
  }

  @Test
  void announce_characterDevice_isNotWatched() throws IOException {
    world.inodes.node(world.dev.resolve("null"), "c1:3");
    handled(NodeWorld.event("add", "/devices/null", "mem").property("DEVNAME", "null").property("MAJOR", "1").property("MINOR", "3")
        .watch(true));
    assertEquals(0, world.watched.size());
  }

  @Test
  void restoreWatches_linksOfAnEarlierProcess_areTakenOver() throws IOException {
    Path directory = Files.createDirectories(world.run.resolve("watch"));
    Files.createSymbolicLink(directory.resolve("17"), Path.of("b8:0"));
    Files.createSymbolicLink(directory.resolve("b8:0"), Path.of("17"));
    Files.createSymbolicLink(directory.resolve("b8:99"), Path.of("18"));
    Files.createDirectories(world.sys.resolve("dev/block"));
    Files.createSymbolicLink(world.sys.resolve("dev/block/8:0"), world.sys.resolve("devices/sda"));
    world.work.restoreWatches();
    assertEquals(world.dev.resolve("sda"), world.watched.get(1));
    try (Stream<Path> links = Files.list(directory)) {
      assertEquals(2, links.count());
    }
    world.work.closed(1);
    assertEquals("change", asked("sda").substring(0, 6));
    assertEquals(0, world.damage.size());
  }
}
