package io.hotprobe.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.rules.Database;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

  @TempDir Path temporary;
  private Path root;
  private Path dev;
  private Path stacks;
  private Links links;

  @BeforeEach
  void open() throws IOException {
    root = temporary.toRealPath();
    dev = Files.createDirectories(root.resolve("dev"));
    stacks = root.resolve("run/links");
    links = new Links(new NodeWork.Places(root.resolve("run"), dev, new Sysfs(root.resolve("sys"))), LinksTest::kept);
  }

  /** What the database has of devices that were there before. */
  private static DeviceRecord kept(String id) {
    return id.equals("b8:2") ? new DeviceRecord(List.of(), 50, 0, Map.of(), Set.of(), Set.of(), false) : Database.EMPTY.read(id);
  }

  private DeviceNode disk(int minor) throws IOException {
    Path node = dev.resolve("sd" + (char) ('a' + minor));
    if (!Files.exists(node)) {
      Files.createFile(node);
    }
    return new DeviceNode("b8:" + minor, node, true, 8, minor);
  }

  private String target(String link) throws IOException {
    Path path = dev.resolve(link);
    return Files.isSymbolicLink(path) ? Files.readSymbolicLink(path).toString() : null;
  }

  @Test
  void claim_free_leadsRelativelyAndIsKept() throws IOException {
    links.claim("disk/by-id/x", disk(0), 0);
    assertEquals("../../sda", target("disk/by-id/x"));
    Path entry = stacks.resolve("disk\\x2fby-id\\x2fx/b8:0");
    assertEquals("0:" + dev + "/sda", Files.readSymbolicLink(entry).toString());
  }

  @Test
  void release_belowWhatIsNoDirectory_leavesIt() throws IOException {
    DeviceNode node = disk(0);
    Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    Files.createSymbolicLink(dev.resolve("led"), elsewhere);
    assertThrows(IOException.class, () -> links.claim("sda/x", node, 0));
    links.release("sda/x", node);
    links.release("led/x", node);
    assertTrue(Files.exists(dev.resolve("sda")), "the node itself was taken away");
    assertTrue(Files.isSymbolicLink(dev.resolve("led")) && Files.exists(elsewhere));
  }

  @Test
  void claim_newOneCannotBeKept_theOldOneStays() throws IOException {
    links.claim("x", disk(0), 0);
    Path tooLong = dev.resolve("n/".repeat(4096));
    assertThrows(IOException.class, () -> links.claim("x", new DeviceNode("b8:0", tooLong, true, 8, 0), 0));
    assertEquals("0:" + dev + "/sda", Files.readSymbolicLink(stacks.resolve("x/b8:0")).toString());
    assertEquals(List.of("b8:0"), names(stacks.resolve("x")));
    assertEquals("sda", target("x"));
  }

  @Test
  void claim_cannotBeKept_theLinkIsMadeAllTheSame() throws IOException {
    Files.createDirectories(stacks.resolve("x/b8:0/inTheWay"));
    assertThrows(IOException.class, () -> links.claim("x", disk(0), 0));
    assertEquals("sda", target("x"));
  }

  @Test
  void release_leftoversOfAKilledProcess_goWithTheLastClaim() throws IOException {
    links.claim("x", disk(0), 0);
    Files.createSymbolicLink(stacks.resolve("x/.#1f"), Path.of("0:/dev/sda"));
    Files.createFile(stacks.resolve("x/.lock"));
    links.release("x", disk(0));
    assertFalse(Files.exists(stacks.resolve("x")));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  @Test
  void claim_sameAgain_changesNothing() throws IOException {
    links.claim("x", disk(0), 0);
    Object before = Files.getAttribute(dev.resolve("x"), "unix:ino", LinkOption.NOFOLLOW_LINKS);
    links.claim("x", disk(0), 0);
    assertEquals(before, Files.getAttribute(dev.resolve("x"), "unix:ino", LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void claim_higherPriority_takesTheLink() throws IOException {
    links.claim("x", disk(0), 0);
    links.claim("x", disk(1), 1);
    assertEquals("sdb", target("x"));
  }

  @Test
  void claim_lowerPriority_leavesTheLink() throws IOException {
    links.claim("x", disk(0), 0);
    links.claim("x", disk(1), -1);
    assertEquals("sda", target("x"));
  }

  @Test
  void claim_equalPriority_takesTheLink() throws IOException {
    links.claim("x", disk(1), 5);
    links.claim("x", disk(0), 5);
    assertEquals("sda", target("x"));
    links.claim("x", disk(1), 5);
    assertEquals("sdb", target("x"));
  }

  @Test
  void claim_ownerFallsBelowAnother_handsTheLinkOver() throws IOException {
    links.claim("x", disk(0), 10);
    links.claim("x", disk(1), 5);
    links.claim("x", disk(0), 0);
    assertEquals("sdb", target("x"));
  }

  @Test
  void release_owner_handsTheLinkToTheNextHighest() throws IOException {
    links.claim("x", disk(0), 10);
    links.claim("x", disk(1), -5);
    links.claim("x", disk(3), 5);
    links.release("x", disk(0));
    assertEquals("sdd", target("x"));
    links.release("x", disk(3));
    assertEquals("sdb", target("x"));
  }

  @Test
  void release_another_leavesTheLinkWithItsOwner() throws IOException {
    links.claim("x", disk(0), 0);
    links.claim("x", disk(1), 0);
    links.claim("x", disk(2), 0);
    links.claim("x", disk(1), 0);
    links.release("x", disk(2));
    assertEquals("sdb", target("x"));
  }

  @Test
  void release_last_leavesNothingBehind() throws IOException {
    links.claim("disk/by-id/x", disk(0), 0);
    links.release("disk/by-id/x", disk(0));
    assertFalse(Files.exists(dev.resolve("disk")));
    assertFalse(Files.exists(stacks.resolve("disk\\x2fby-id\\x2fx")));
    assertTrue(Files.exists(dev.resolve("sda")));
  }

  @Test
  void release_oneOfTwoInADirectory_leavesTheDirectory() throws IOException {
    links.claim("disk/x", disk(0), 0);
    links.claim("disk/y", disk(1), 0);
    links.release("disk/x", disk(0));
    assertEquals("../sdb", target("disk/y"));
  }

  @Test
  void release_whatWasNeverClaimed_isFine() throws IOException {
    links.release("never/was", disk(0));
    assertNull(target("never/was"));
  }

  @Test
  void release_nodeOfTheNextIsGone_passesItOver() throws IOException {
    links.claim("x", disk(0), 10);
    links.claim("x", disk(1), 5);
    links.claim("x", disk(3), 0);
    Files.delete(dev.resolve("sdb"));
    links.release("x", disk(0));
    assertEquals("sdd", target("x"));
  }

  @Test
  void claim_whatIsNoLinkInTheWay_isLeftAndTold() throws IOException {
    Files.writeString(dev.resolve("x"), "a node of the kernel");
    IOException failed = assertThrows(IOException.class, () -> links.claim("x", disk(0), 0));
    assertTrue(failed.getMessage().contains("not a link"), failed.getMessage());
    assertEquals("a node of the kernel", Files.readString(dev.resolve("x")));
    links.release("x", disk(0));
    assertEquals("a node of the kernel", Files.readString(dev.resolve("x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/abs", "a/../../evil", "", "a//b", "."})
  void claim_linkThatLeadsOut_isRefused(String link) throws IOException {
    assertThrows(IOException.class, () -> links.claim(link, disk(0), 0));
    assertFalse(Files.exists(root.resolve("evil"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void claim_leftoversOfBothFormats_areReadOrPassedOver() throws IOException {
    Path stack = Files.createDirectories(stacks.resolve("x"));
    // An empty file as of udev before 250; its device has priority 50 in the database, its node's name is in sysfs.
    Files.createFile(stack.resolve("b8:2"));
    Path device = Files.createDirectories(root.resolve("sys/devices/sdc"));
    Files.writeString(device.resolve("uevent"), "MAJOR=8\nMINOR=2\nDEVNAME=sdc\n");
    Files.createDirectories(root.resolve("sys/dev/block"));
    Files.createSymbolicLink(root.resolve("sys/dev/block/8:2"), device);
    disk(2);
    Files.createFile(stack.resolve(".lock"));
    Files.createSymbolicLink(stack.resolve("b8:9"), Path.of("99:" + dev + "/gone"));
    Files.createSymbolicLink(stack.resolve("b8:10"), Path.of("nonsense"));
    Files.createSymbolicLink(stack.resolve("b8:11"), Path.of("x:/y"));
    Files.createFile(stack.resolve("+usb:1-1"));
    Files.createFile(stack.resolve("b8:77"));
    links.claim("x", disk(0), 49);
    assertEquals("sdc", target("x"));
    links.claim("x", disk(0), 50);
    assertEquals("sda", target("x"));
  }

  @Test
  void release_onlyALockOfUdevIsLeft_removesTheStack() throws IOException {
    links.claim("x", disk(0), 0);
    Files.createFile(stacks.resolve("x/.lock"));
    links.release("x", disk(0));
    assertFalse(Files.exists(stacks.resolve("x")));
  }

  @Test
  void claimAndRelease_manyThreadsInOneDirectory_endWithTheHighestPriority() throws Exception {
    int disks = 8;
    List<DeviceNode> nodes = new ArrayList<>();
    for (int i = 0; i < disks; i++) {
      nodes.add(disk(i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(disks);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (DeviceNode node : nodes) {
        work.add(() -> {
          for (int round = 0; round < 60; round++) {
            links.claim("disk/shared", node, node.minor());
            links.claim("disk/own" + node.minor(), node, 0);
            links.release("disk/own" + node.minor(), node);
            links.release("disk/shared", node);
          }
          links.claim("disk/shared", node, node.minor());
          return null;
        });
      }
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals("../sd" + (char) ('a' + disks - 1), target("disk/shared"));
    try (Stream<Path> files = Files.list(dev.resolve("disk"))) {
      assertEquals(List.of(dev.resolve("disk/shared")), files.toList());
    }
  }
}
