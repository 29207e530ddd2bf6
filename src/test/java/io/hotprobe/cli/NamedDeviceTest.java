package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.sysfs.TempSysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedDeviceTest {

  private static final String EVENT = "/devices/pci0/input0/event0";

  @TempDir Path scratch;

  private NamedDevice recorded;
  private Path root;

  @BeforeEach
  void setUp() throws IOException {
    root = scratch.resolve("sys");
    TempSysfs sysfs = new TempSysfs(root);
    sysfs.device("/devices/pci0", "").onBus("pci", "/devices/pci0");
    sysfs.device(EVENT, "DEVNAME=input/event0\nMAJOR=13\n").inClass("input", EVENT);
    recorded = new NamedDevice(new Sysfs(root), false);
  }

  @Test
  void find_everyNameOfADevice_isThatDevice() throws IOException {
    for (String name : new String[] {EVENT, "/sys" + EVENT, root + EVENT, EVENT.substring(1), "/class/input/event0", "/sys/class/input/event0", "/dev/input/event0", "event0"}) {
      Device device = recorded.find(name);
      assertEquals(EVENT, device.devpath(), name);
      assertTrue(device.exists());
    }
    assertEquals("/devices/pci0", recorded.find("/bus/pci/devices/pci0/").devpath());
  }

  @Test
  void find_aDeviceThatIsGone_isOneThatIsNotThere() throws IOException {
    for (String name : new String[] {"/devices/pci0/usb1/", "/sys/devices/pci0/usb1"}) {
      Device device = recorded.find(name);
      assertEquals("/devices/pci0/usb1", device.devpath());
      assertFalse(device.exists());
    }
  }

  @Test
  void find_nothingOfThatName_saysWhatWasLookedFor() {
    String link = assertThrows(IOException.class, () -> recorded.find("/class/input/event9")).getMessage();
    assertTrue(link.contains(root + "/class/input/event9") && link.contains("/class/net/eth0"), link);
    String node = assertThrows(IOException.class, () -> recorded.find("/dev/input/event9")).getMessage();
    assertTrue(node.contains("/dev/input/event9") && node.contains(root.toString()), node);
    assertThrows(IOException.class, () -> recorded.find(""));
    assertThrows(IOException.class, () -> recorded.find("/class/input/../../../etc"));
    assertThrows(IOException.class, () -> recorded.find("a\0b"));
  }

  @Test
  void find_aBareNameOfSeveral_listsThem() throws IOException {
    TempSysfs sysfs = new TempSysfs(root);
    sysfs.device("/devices/pci1/twin", "").onBus("pci", "/devices/pci1/twin");
    sysfs.device("/devices/virtual/input/twin", "").inClass("input", "/devices/virtual/input/twin");
    String several = assertThrows(IOException.class, () -> recorded.find("twin")).getMessage();
    assertTrue(several.endsWith(": /devices/pci1/twin, /devices/virtual/input/twin"), several);
    assertTrue(assertThrows(IOException.class, () -> recorded.find("none")).getMessage().contains("no class and no bus"));
    assertTrue(assertThrows(IOException.class, () -> recorded.find("")).getMessage().contains("is empty"));
  }

  @Test
  void find_aNodeOfTheRunningSystem_isFoundByItsNumber() throws IOException {
    assumeTrue(Files.exists(Path.of("/sys/dev/char/1:3")), "this machine's sysfs has no /dev/null");
    NamedDevice live = new NamedDevice(new Sysfs(Path.of("/sys")), true);
    Path link = Files.createSymbolicLink(scratch.resolve("link"), Path.of("/dev/null"));
    assertEquals("/devices/virtual/mem/null", live.find("/dev/null").devpath());
    assertEquals("/devices/virtual/mem/null", live.find("/dev/../dev/null").devpath());
    assertThrows(IOException.class, () -> live.find(link.toString()));
    assertThrows(IOException.class, () -> live.find("/dev/nosuch"));
    assertThrows(IOException.class, () -> live.find("/dev/."));
  }
}
