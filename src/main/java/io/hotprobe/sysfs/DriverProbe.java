package io.hotprobe.sysfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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
   * @throws IOException if the kernel refuses
   */
  public static boolean again(Path sysfs, String devpath, String subsystem) throws IOException {
    try {
      Path device = sysfs.resolve(devpath.substring(1));
      Path probe = sysfs.resolve("bus").resolve(subsystem).resolve("drivers_probe");
      if (subsystem.contains("/") || !Files.exists(device) || Files.exists(device.resolve("driver")) || !Files.exists(probe)) {
        return false;
      }
      Files.write(probe, device.getFileName().toString().getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
      return true;
    } catch (InvalidPathException noPath) {
      return false;
    }
  }
}
