package io.hotprobe.sysfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Asks a bus to look for a driver for a device that has none. A process that is killed while it loads a module has the probe of the devices
 * fail that are just being bound, since the kernel makes no thread for who is about to die; the module stays live, and nobody tries again.
 */
public final class DriverProbe {

  private DriverProbe() {}

  /**
   * Has the kernel try the drivers that there are; returns when it has.
   *
   * @return whether it was asked: not when the device is gone or bound, or its bus has no drivers
   * @throws IOException if the kernel refuses, or this locale cannot write the path
   */
  public static boolean again(Path sysfs, String devpath, String subsystem) throws IOException {
    Path device = FileNames.below(sysfs, devpath.substring(1));
    Path probe = FileNames.below(sysfs, "bus/" + subsystem + "/drivers_probe");
    if (subsystem.contains("/") || !Files.exists(device) || Files.exists(device.resolve("driver")) || !Files.exists(probe)) {
      return false;
    }
    byte[] name = devpath.substring(devpath.lastIndexOf('/') + 1).getBytes(StandardCharsets.ISO_8859_1);
    Files.write(probe, name, StandardOpenOption.WRITE);
    return true;
  }
}
