package io.hotprobe.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTest {

  private static final String DISK = "/devices/pci0/usb1/host0/block/sda!1";

  @TempDir Path root;
  private Sysfs sysfs;

  @BeforeEach
  void plugIn() throws IOException {
    sysfs = new Sysfs(root);
    file("devices/pci0/uevent", "");
    file("devices/pci0/usb1/uevent", "DEVNAME=bus/usb/001\nDEVTYPE=usb_device\n");
    file("devices/pci0/usb1/host0/other", "");
    file(DISK.substring(1) + "/uevent", "MAJOR=8\nMINOR=1\nbroken\n");
    link(DISK.substring(1) + "/subsystem", "/class/block");
    link("devices/pci0/usb1/subsystem", "../../../bus/usb");
    file("bus/usb/drivers/usbhid/bind", "");
  }

  private void file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void link(String path, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(path), Path.of(target));
  }

  @Test
  void attribute_file_isItsTextWithoutNewlines() throws IOException {
    file(DISK.substring(1) + "/model", "A B \r\n\n");
    file(DISK.substring(1) + "/queue/nul", "ab\0cd\n");
    Device disk = sysfs.device(DISK);
    assertEquals("A B ", disk.attribute("model"));
    assertEquals("ab", disk.attribute("queue/nul"));
    assertNull(disk.attribute("queue"));
    assertNull(disk.attribute("none"));
  }

  @Test
  void device_pathIsNotAscii_isThereWithItsAttributesAndParent() throws IOException {
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "names of this locale are ASCII");
    file("devices/virtual/net/\u00fc/uevent", "INTERFACE=x\n");
    file("devices/virtual/net/\u00fc/mtu", "1500\n");
    file("devices/virtual/net/\u00fc/queue/uevent", "");
    link("devices/virtual/net/\u00fc/driver", "../../../../bus/pci/drivers/\u00e9");
    Device dummy = sysfs.device("/devices/virtual/net/\u00c3\u00bc");
    assertEquals(true, dummy.exists());
    assertEquals(true, sysfs.isPresent(dummy.devpath()));
    assertEquals("1500", dummy.attribute("mtu"));
    assertEquals("\u00c3\u00a9", dummy.driver());
    assertEquals(dummy.devpath(), sysfs.device(dummy.devpath() + "/queue").parent().devpath());
    assertEquals(dummy.devpath(), sysfs.find(root.resolve("devices/virtual/net/\u00fc")).devpath());
    link("class", "devices/virtual");
    assertEquals(dummy.devpath(), sysfs.find("net", "\u00c3\u00bc").devpath());
  }

  @Test
  void isPresent_nameThatNoLocaleWrites_isNotDenied() {
    assertEquals(true, sysfs.isPresent("/devices/virtual/net/\u00fc"));
    assertEquals(false, sysfs.isPresent("/devices/virtual/net/x"));
  }

  @Test
  void attribute_onceRead_isKept() throws IOException {
    file(DISK.substring(1) + "/size", "8\n");
    Device disk = sysfs.device(DISK);
    assertEquals("8", disk.attribute("size"));
    assertNull(disk.attribute("late"));
    file(DISK.substring(1) + "/size", "9\n");
    file(DISK.substring(1) + "/late", "1\n");
    assertEquals("8", disk.attribute("size"));
    assertNull(disk.attribute("late"));
    assertEquals("9", sysfs.device(DISK).attribute("size"));
  }

  @Test
  void attribute_link_hasAValueIfItIsOneOfThree() throws IOException {
    link(DISK.substring(1) + "/link", "uevent");
    link(DISK.substring(1) + "/driver", "/nowhere/sd");
    Device disk = sysfs.device(DISK);
    assertEquals("block", disk.attribute("subsystem"));
    assertEquals("sd", disk.driver());
    assertNull(disk.attribute("link"));
  }

  @Test
  void attribute_writeOnly_isMissingForRootToo() throws IOException {
    file(DISK.substring(1) + "/trigger", "x");
    Files.setPosixFilePermissions(root.resolve(DISK.substring(1) + "/trigger"), PosixFilePermissions.fromString("-w-------"));
    assertNull(sysfs.device(DISK).attribute("trigger"));
  }

  @Test
  void parent_directoryWithoutUevent_isPassedOver() {
    Device disk = sysfs.device(DISK);
    assertEquals("/devices/pci0/usb1", disk.parent().devpath());
    assertEquals("/devices/pci0", disk.parent().parent().devpath());
    assertNull(disk.parent().parent().parent());
    assertEquals("/devices/pci0/usb1", disk.parent("usb", "usb_device").devpath());
    assertNull(disk.parent("usb", "usb_interface"));
  }

  @Test
  void parent_outsideOfDevices_isEveryDirectory() {
    Device driver = sysfs.device("/bus/usb/drivers/usbhid");
    assertEquals("drivers", driver.subsystem());
    assertEquals("/bus/usb/drivers drivers", driver.parent() + " " + driver.parent().subsystem());
    assertEquals("/bus/usb subsystem", driver.parent().parent() + " " + driver.parent().parent().subsystem());
    assertEquals("/bus", driver.parent().parent().parent().devpath());
    assertNull(driver.parent().parent().parent().parent());
  }

  @Test
  void name_numberAndProperties_areRead() {
    Device disk = sysfs.device(DISK);
    assertEquals("sda/1", disk.name());
    assertEquals("1", disk.number());
    assertEquals("{MAJOR=8, MINOR=1}", disk.properties().toString());
    assertEquals("b8:1", DeviceId.of(disk));
    assertEquals("+drivers:usb:usbhid", DeviceId.of(sysfs.device("/bus/usb/drivers/usbhid")));
    assertEquals("", sysfs.device("/devices/12").number());
  }

  @Test
  void device_thatIsGone_hasNothing() {
    Device gone = sysfs.device("/devices/gone/x1");
    assertEquals("false null null {} null", gone.exists() + " " + gone.subsystem() + " " + gone.attribute("x") + " " + gone.properties() + " " + gone.parent());
    assertEquals("1", gone.number());
  }
}
