package io.hotprobe.sysfs;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Lists what is present, below a sysfs root, parents before children. Safe for any thread; reads anew at each call. */
public final class Inventory {

  private final Sysfs sysfs;

  public Inventory(Sysfs sysfs) {
    this.sysfs = sysfs;
  }

  /** The devices of all buses and classes that have a {@code uevent} file. Empty when there is no sysfs. */
  public List<Device> devices() {
    return present(new SysfsDevices(sysfs.root()).devices());
  }

  /** Modules, buses and drivers that have one. */
  public List<Device> subsystems() {
    return present(new SysfsDevices(sysfs.root()).others());
  }

  private List<Device> present(List<SysfsDevices.Found> found) {
    List<Device> devices = new ArrayList<>(found.size());
    for (SysfsDevices.Found each : found) {
      Device device = sysfs.device(each.devpath());
      if (Files.exists(device.directory().resolve("uevent"))) {
        devices.add(device);
      }
    }
    return devices;
  }
}
