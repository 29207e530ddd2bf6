package io.hotprobe.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverProbeTest {

  @TempDir Path sysfs;
  private Path probe;

  @BeforeEach
  void makeBus() throws IOException {
    Files.createDirectories(sysfs.resolve("devices/pci0/0000:01:00.0"));
    probe = Files.createFile(Files.createDirectories(sysfs.resolve("bus/pci")).resolve("drivers_probe"));
  }

  @Test
  void again_unbound_asksTheBusByName() throws Exception {
    assertTrue(DriverProbe.again(sysfs, "/devices/pci0/0000:01:00.0", "pci"));
    assertEquals("0000:01:00.0", Files.readString(probe));
  }

  @Test
  void again_boundGoneOrWithoutABus_asksNothing() throws Exception {
    assertFalse(DriverProbe.again(sysfs, "/devices/gone", "pci"));
    assertFalse(DriverProbe.again(sysfs, "/devices/pci0/0000:01:00.0", "net"));
    assertFalse(DriverProbe.again(sysfs, "/devices/pci0/0000:01:00.0", "../bus/pci"));
    Files.createDirectory(sysfs.resolve("devices/pci0/0000:01:00.0/driver"));
    assertFalse(DriverProbe.again(sysfs, "/devices/pci0/0000:01:00.0", "pci"));
    assertEquals("", Files.readString(probe));
  }
}
