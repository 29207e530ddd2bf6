package io.hotprobe.sysfs;

import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Replays what is plugged in already: an {@code add} for each device in sysfs, made from its {@code uevent} file, parents before
 * children. The kernel is not asked to send anything. As with what {@code udevadm trigger} brings about, {@code SYNTH_UUID} tells these from
 * devices that have just appeared.
 *
 * <p>Taken in steps so that its thread can read live uevents in between. Confined to that thread.
 */
public final class Coldplug {

  private final Path sysfs;
  private List<SysfsDevices.Found> devices;
  private int next;

  /** A pass over the devices below {@code sysfs}; they are listed at the first step. */
  public Coldplug(Path sysfs) {
    this.sysfs = sysfs.toAbsolutePath().normalize();
  }

  /**
   * Replays some more devices. One that vanished meanwhile is passed over: its removal is a live uevent.
   *
   * @param most how many at most
   * @return whether there are more
   */
  public boolean step(UeventSource.Sink sink, int most) {
    if (devices == null) {
      devices = new SysfsDevices(sysfs).find();
    }
    int stop = next + Math.min(devices.size() - next, most);
    while (next < stop) {
      replay(devices.get(next++), sink);
    }
    return next < devices.size();
  }

  private void replay(SysfsDevices.Found device, UeventSource.Sink sink) {
    String properties = uevent(device);
    if (properties == null) {
      return;
    }
    DeviceMessage message = new DeviceMessage("add", device.devpath()).properties(properties);
    if (!message.hasModalias()) {
      message.modalias(content(device, "modalias"));
    }
    message.property("SYNTH_UUID", "0");
    sink.accept(message.bytes(device.subsystem()));
  }

  /** The text of its {@code uevent} file, empty for one that can only be written, as those of modules; null when there is none. */
  private String uevent(SysfsDevices.Found device) {
    String text = content(device, "uevent");
    return text == null && Files.exists(file(device, "uevent")) ? "" : text;
  }

  /** The text of a device's file, null when it cannot be read. */
  private String content(SysfsDevices.Found device, String name) {
    try {
      return Files.readString(file(device, name), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return null;
    }
  }

  /** Where a name has no path in this locale, a file that is not there. */
  private Path file(SysfsDevices.Found device, String name) {
    try {
      return FileNames.below(sysfs, device.devpath().substring(1)).resolve(name);
    } catch (IOException noPath) {
      return sysfs.resolve(name).resolve(name);
    }
  }
}
