package io.hotprobe.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdplugTest {

  @TempDir Path directory;
  private TempSysfs sysfs;
  private final List<Uevent> got = new ArrayList<>();

  /** Every message has to be a uevent. */
  private final UeventSource.Sink sink =
      message -> {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        got.add(assertInstanceOf(Uevent.class, UeventParser.parse(bytes, 0, bytes.length, new Uevent())));
      };

  @BeforeEach
  void emptySysfs() throws IOException {
    sysfs = new TempSysfs(Files.createDirectory(directory.resolve("sys")));
  }

  private List<String> replayed() {
    Coldplug coldplug = new Coldplug(sysfs.root);
    while (coldplug.step(sink, 3)) {}
    return devpaths();
  }

  private List<String> devpaths() {
    return got.stream().map(uevent -> uevent.text(uevent.devpath())).toList();
  }

  private Uevent only() {
    replayed();
    assertEquals(1, got.size());
    return got.get(0);
  }

  @Test
  void step_noSysfs_isDoneAtOnce() {
    assertFalse(new Coldplug(directory.resolve("none")).step(sink, 10));
    assertFalse(new Coldplug(sysfs.root).step(sink, 10));
    assertEquals(List.of(), got);
  }

  @Test
  void step_rootIsAFile_isDoneAtOnce() throws IOException {
    assertFalse(new Coldplug(Files.createFile(directory.resolve("file"))).step(sink, 10));
  }

  @Test
  void step_nameIsNotAscii_isAnnouncedByItsBytes() throws IOException {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "names of this locale are ASCII");
    sysfs.device("/devices/virtual/net/\u00fc", "INTERFACE=x\n").inClass("net", "/devices/virtual/net/\u00fc");
    Uevent uevent = only();
    assertEquals("/devices/virtual/net/\u00c3\u00bc", uevent.text(uevent.devpath()));
    assertEquals("x", uevent.text(Key.of("INTERFACE")));
  }

  @Test
  void step_deviceOnABus_isAnAddWithItsProperties() throws IOException {
    sysfs.device("/devices/usb1/1-1", "DEVTYPE=usb_device\nDRIVER=usb\nMODALIAS=usb:v1D6Bp0002\n").onBus("usb", "/devices/usb1/1-1");
    Uevent uevent = only();
    assertEquals(Action.ADD, uevent.action());
    assertEquals(0, uevent.seqnum());
    assertEquals("/devices/usb1/1-1", uevent.text(uevent.devpath()));
    assertEquals("usb", uevent.text(uevent.subsystem()));
    assertEquals("usb:v1D6Bp0002", uevent.text(Key.MODALIAS));
    assertEquals("usb_device", uevent.text(Key.of("DEVTYPE")));
    assertEquals("0", uevent.text(Key.of("SYNTH_UUID")));
    assertEquals(8, uevent.count());
  }

  @Test
  void step_deviceOfAClass_hasTheClassForItsSubsystem() throws IOException {
    sysfs.device("/devices/virtual/net/lo", "INTERFACE=lo\nIFINDEX=1").inClass("net", "/devices/virtual/net/lo");
    assertEquals("net", only().text(Key.SUBSYSTEM));
    assertEquals("1", got.get(0).text(Key.of("IFINDEX")));
    assertNull(got.get(0).text(Key.MODALIAS));
  }

  @Test
  void step_modulesBusesAndDrivers_comeBeforeTheDevicesWithWhatTheirPathsTell() throws IOException {
    sysfs.device("/devices/a", "X=1\n").onBus("pci", "/devices/a");
    for (String written : List.of("module/block/uevent", "bus/pci/uevent", "bus/pci/drivers/e1000/uevent")) {
      Path file = sysfs.root.resolve(written);
      Files.createDirectories(file.getParent());
      Files.setPosixFilePermissions(Files.createFile(file), PosixFilePermissions.fromString("-w-------"));
    }
    Files.createDirectories(sysfs.root.resolve("module/without_uevent"));
    assertEquals(List.of("/bus/pci", "/bus/pci/drivers/e1000", "/module/block", "/devices/a"), replayed());
    assertEquals(
        List.of("bus", "drivers", "module", "pci"), got.stream().map(uevent -> uevent.text(uevent.subsystem())).toList());
  }

  @Test
  void step_deviceLinkedTwice_comesOnce() throws IOException {
    sysfs.device("/devices/a", "X=1\n").onBus("one", "/devices/a").inClass("two", "/devices/a").inClass("three", "/devices/a");
    assertEquals("one", only().text(Key.SUBSYSTEM));
  }

  @Test
  void step_anyTree_parentsComeBeforeChildren() throws IOException {
    List<String> all =
        List.of("/devices/pci0", "/devices/pci0/a", "/devices/pci0/a/b", "/devices/pci0/a-x", "/devices/pci0/a.1", "/devices/pci0:1", "/devices/pci0-1");
    for (int i = all.size() - 1; i >= 0; i--) {
      sysfs.device(all.get(i), "X=1\n").onBus("bus" + i % 2, all.get(i));
    }
    List<String> order = replayed();
    assertEquals(all.size(), order.size());
    for (String above : order) {
      for (String below : order) {
        assertTrue(!below.startsWith(above + "/") || order.indexOf(above) < order.indexOf(below), order.toString());
      }
    }
  }

  @Test
  void step_noModaliasProperty_takesTheModaliasFile() throws IOException {
    sysfs.device("/devices/a", "DRIVER=x\n").file("/devices/a/modalias", "acpi:PNP0A03:\n").onBus("acpi", "/devices/a");
    assertEquals("acpi:PNP0A03:", only().text(Key.MODALIAS));
  }

  @Test
  void step_modaliasPropertyAndFile_takesTheProperty() throws IOException {
    sysfs.device("/devices/a", "MODALIAS=one:\nDRIVER=x\n").file("/devices/a/modalias", "two:\n").onBus("x", "/devices/a");
    assertEquals("one:", only().text(Key.MODALIAS));
  }

  @Test
  void step_modaliasInsideAnotherProperty_isNotTheProperty() throws IOException {
    sysfs.device("/devices/a", "OF_MODALIAS=one:\nX=MODALIAS=y\n").file("/devices/a/modalias", "two:\n").onBus("x", "/devices/a");
    assertEquals("two:", only().text(Key.MODALIAS));
  }

  @Test
  void step_emptyModaliasFile_givesNone() throws IOException {
    sysfs.device("/devices/a", "").file("/devices/a/modalias", "\n").onBus("x", "/devices/a");
    assertNull(only().text(Key.MODALIAS));
  }

  @Test
  void step_modaliasFileIsADirectory_givesNone() throws IOException {
    sysfs.device("/devices/a", "").file("/devices/a/modalias/x", "").onBus("x", "/devices/a");
    assertNull(only().text(Key.MODALIAS));
  }

  @Test
  void step_linesWithoutKeyOrEquals_areLeftOut() throws IOException {
    sysfs.device("/devices/a", "\nnonsense\n=x\n\n\nKEY=a=b\nLAST=").onBus("x", "/devices/a");
    assertEquals("a=b", only().text(Key.of("KEY")));
    assertEquals("", got.get(0).text(Key.of("LAST")));
    assertEquals(7, got.get(0).count());
  }

  /** What the file says of itself is not believed over where the file is. */
  @Test
  void step_filesWithNulsAndReservedKeys_giveAWellFormedAdd() throws IOException {
    sysfs.device("/devices/a", "A=1\0junk\nB=2\nACTION=remove\nDEVPATH=x\nSUBSYSTEM=y\nSEQNUM=z\n").file("/devices/a/modalias", "x:\0y").onBus("x", "/devices/a");
    sysfs.device("/devices/b", "B=2\n").onBus("x", "/devices/b");
    assertEquals(List.of("/devices/a", "/devices/b"), replayed());
    assertEquals("2", got.get(0).text(Key.of("B")));
    assertEquals("x:", got.get(0).text(Key.MODALIAS));
    assertEquals(Action.ADD, got.get(0).action());
    assertEquals("x", got.get(0).text(got.get(0).subsystem()));
    assertEquals(0, got.get(0).seqnum());
  }

  @Test
  void step_deviceThatVanished_isPassedOver() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      sysfs.device("/devices/" + name, "").onBus("x", "/devices/" + name);
    }
    Coldplug coldplug = new Coldplug(sysfs.root);
    assertTrue(coldplug.step(sink, 1));
    Files.delete(sysfs.root.resolve("devices/b/uevent"));
    Files.delete(sysfs.root.resolve("devices/b"));
    assertFalse(coldplug.step(sink, 10));
    assertEquals(List.of("/devices/a", "/devices/c"), devpaths());
  }

  @Test
  void step_danglingLinkAndDeviceWithoutUevent_arePassedOver() throws IOException {
    sysfs.onBus("x", "/devices/gone").file("/devices/silent/other", "").onBus("x", "/devices/silent");
    sysfs.device("/devices/a", "").onBus("x", "/devices/a");
    assertEquals(List.of("/devices/a"), replayed());
  }

  @Test
  void step_linksOutside_arePassedOver() throws IOException {
    Files.createDirectories(directory.resolve("outside"));
    Files.writeString(directory.resolve("outside/uevent"), "MODALIAS=evil:\n");
    Files.createDirectories(directory.resolve("sysx"));
    Files.writeString(directory.resolve("sysx/uevent"), "MODALIAS=evil:\n");
    sysfs
        .link("/bus/x/devices/a", "../../../../outside")
        .link("/bus/x/devices/b", directory.resolve("outside").toString())
        .link("/bus/x/devices/c", "../../../../sysx")
        .link("/class/y/d", "../../../outside")
        .link("/class/y/e", "../../../outside/none");
    assertEquals(List.of(), replayed());
  }

  @Test
  void step_linkThatIsAbsoluteAndInside_isFollowed() throws IOException {
    sysfs.device("/devices/a", "").link("/bus/x/devices/a", sysfs.root.resolve("devices/a").toString());
    assertEquals(List.of("/devices/a"), replayed());
  }

  @Test
  void step_whatIsNoLink_isPassedOver() throws IOException {
    sysfs.file("/class/net/bonding_masters", "").file("/bus/x/devices/dir/uevent", "A=1\n").file("/bus/file", "").file("/class/file", "");
    sysfs.link("/class/loop", "loop").link("/class/net/self", "self");
    assertEquals(List.of(), replayed());
  }

  @Test
  void step_sizes_giveAtMostSoManyAndSayWhetherThereAreMore() throws IOException {
    for (int i = 0; i < 5; i++) {
      sysfs.device("/devices/d" + i, "").onBus("x", "/devices/d" + i);
    }
    Coldplug coldplug = new Coldplug(sysfs.root);
    assertTrue(coldplug.step(sink, 0));
    assertEquals(0, got.size());
    assertTrue(coldplug.step(sink, 2));
    assertEquals(2, got.size());
    assertTrue(coldplug.step(sink, 2));
    assertFalse(coldplug.step(sink, 1));
    assertEquals(5, got.size());
    assertFalse(coldplug.step(sink, 1));
    assertEquals(List.of("/devices/d0", "/devices/d1", "/devices/d2", "/devices/d3", "/devices/d4"), devpaths());
  }

  @Test
  void step_hugeSizeAfterASmallOne_givesTheRest() throws IOException {
    sysfs.device("/devices/a", "").onBus("x", "/devices/a").device("/devices/b", "").onBus("x", "/devices/b");
    Coldplug coldplug = new Coldplug(sysfs.root);
    assertTrue(coldplug.step(sink, 1));
    assertFalse(coldplug.step(sink, Integer.MAX_VALUE));
    assertEquals(2, got.size());
  }

  @Test
  void step_relativeRootWithDots_isTheSame() throws IOException {
    sysfs.device("/devices/a", "").onBus("x", "/devices/a");
    Path dotted = sysfs.root.resolve("../sys/./devices/..");
    assertFalse(new Coldplug(dotted).step(sink, 10));
    assertEquals(List.of("/devices/a"), devpaths());
  }

  @Test
  void step_anyFileContent_givesWellFormedMessages() throws IOException {
    sysfs.onBus("x", "/devices/a");
    for (int round = 0; round < 500; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      sysfs.device("/devices/a", noise(random)).file("/devices/a/modalias", noise(random));
      try {
        got.clear();
        only();
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("seed=" + seed, failure);
      }
    }
  }

  private static String noise(SplittableRandom random) {
    StringBuilder noise = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      noise.append(random.nextInt(5) == 0 ? (char) random.nextInt(256) : "A=\n\r =B\0:".charAt(random.nextInt(9)));
    }
    return noise.toString();
  }

  /** A name that this locale may not know; only a shell can make it. */
  @Test
  void step_nameThatIsNotAscii_doesNotEndThePass() throws IOException, InterruptedException {
    sysfs.device("/devices/z", "").onBus("x", "/devices/z");
    String script = "n=$(printf 'a\\351'); mkdir devices/$n && echo A=1 > devices/$n/uevent && ln -s ../../../devices/$n bus/x/devices/$n";
    assertEquals(0, new ProcessBuilder("sh", "-c", script).directory(sysfs.root.toFile()).start().waitFor());
    assertTrue(replayed().contains("/devices/z"));
  }
}
