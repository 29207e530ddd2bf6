package io.hotprobe.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.hotprobe.module.ModuleName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleDirectoriesTest {

  private static final ModuleName STORAGE = new ModuleName("usb_storage");

  @TempDir Path root;

  private TempSysfs sysfs;
  private ModuleDirectories modules;

  @BeforeEach
  void setUp() {
    sysfs = new TempSysfs(root);
    modules = new ModuleDirectories(root);
  }

  /** A driver of the module as the kernel shows it, without devices. */
  private void driver(String name) throws IOException {
    sysfs.file("/bus/usb/drivers/" + name + "/bind", "");
    sysfs.link("/bus/usb/drivers/" + name + "/module", "../../../../module/usb_storage");
    sysfs.link("/module/usb_storage/drivers/usb:" + name, "../../../bus/usb/drivers/" + name);
  }

  @Test
  void instance_sameDirectory_staysTheSame() throws IOException {
    sysfs.file("/module/usb_storage/initstate", "live\n");
    long instance = modules.instance(STORAGE);
    sysfs.file("/module/usb_storage/refcnt", "1\n");
    assertEquals(instance, modules.instance(STORAGE));
    assertNotEquals(ModuleDirectories.NO_INSTANCE, instance);
  }

  @Test
  void instance_anotherDirectoryInItsPlace_isAnother() throws IOException {
    sysfs.file("/module/usb_storage/initstate", "live\n");
    long instance = modules.instance(STORAGE);
    Files.move(root.resolve("module/usb_storage"), root.resolve("old"));
    sysfs.file("/module/usb_storage/initstate", "live\n");
    assertNotEquals(instance, modules.instance(STORAGE));
  }

  @Test
  void instance_unknownModule_isNone() {
    assertEquals(ModuleDirectories.NO_INSTANCE, modules.instance(STORAGE));
  }

  @Test
  void boundDevice_moduleWithoutDrivers_isNone() throws IOException {
    assertEquals(Optional.empty(), modules.boundDevice(STORAGE));
    sysfs.file("/module/usb_storage/initstate", "live\n");
    assertEquals(Optional.empty(), modules.boundDevice(STORAGE));
  }

  @Test
  void boundDevice_driverWithoutDevice_isNone() throws IOException {
    driver("usb-storage");
    assertEquals(Optional.empty(), modules.boundDevice(STORAGE));
  }

  @Test
  void boundDevice_oneOfSeveralDriversHasADevice_namesIt() throws IOException {
    driver("other");
    driver("usb-storage");
    sysfs.device("/devices/pci0/usb1/1-1:1.0", "");
    sysfs.link("/bus/usb/drivers/usb-storage/1-1:1.0", "../../../../devices/pci0/usb1/1-1:1.0");
    assertEquals(Optional.of("1-1:1.0 (driver usb-storage)"), modules.boundDevice(STORAGE));
  }

  @Test
  void boundDevice_driverThatWentMeanwhile_isNone() throws IOException {
    sysfs.link("/module/usb_storage/drivers/usb:gone", "../../../bus/usb/drivers/gone");
    assertEquals(Optional.empty(), modules.boundDevice(STORAGE));
  }

  @Test
  void driverWithoutModule_ownerlessDriver_isNamed() throws IOException {
    sysfs.file("/bus/acpi/drivers/button/bind", "").device("/devices/LNXSYSTM:00/LNXPWRBN:00", "");
    assertEquals(Optional.empty(), modules.driverWithoutModule("/devices/LNXSYSTM:00/LNXPWRBN:00"));
    sysfs.link("/devices/LNXSYSTM:00/LNXPWRBN:00/driver", "../../../bus/acpi/drivers/button");
    assertEquals(Optional.of("button"), modules.driverWithoutModule("/devices/LNXSYSTM:00/LNXPWRBN:00"));
    sysfs.link("/bus/acpi/drivers/button/module", "../../../../module/button");
    assertEquals(Optional.empty(), modules.driverWithoutModule("/devices/LNXSYSTM:00/LNXPWRBN:00"));
  }

  @Test
  void driverWithoutModule_deviceThatIsNotThere_isNone() throws IOException {
    assertEquals(Optional.empty(), modules.driverWithoutModule("/devices/gone"));
    assertEquals(Optional.empty(), modules.driverWithoutModule("/../../.."));
  }

  @Test
  void boundDevice_somethingElseThanDrivers_isTold() throws IOException {
    sysfs.file("/module/usb_storage/drivers/usb:odd", "no link\n");
    assertThrows(IOException.class, () -> modules.boundDevice(STORAGE));
  }
}
