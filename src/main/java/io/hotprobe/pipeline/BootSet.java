package io.hotprobe.pipeline;

import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.util.HashSet;
import java.util.Set;

/** Devices that were there at boot, as another run of the service kept them. Not changed once a pipeline has it. */
public final class BootSet {

  private final Set<Device> devices = new HashSet<>();

  /** The hashes of a device's devpath and modalias, the latter 0 when it has none. */
  public record Device(long devpath, long modalias) {

    /** The device of an event. */
    public static Device of(Uevent uevent) {
      int modalias = uevent.find(Key.MODALIAS);
      return new Device(uevent.hash(uevent.devpath()), modalias == Uevent.ABSENT ? 0 : uevent.hash(modalias));
    }
  }

  public void add(long devpath, long modalias) {
    devices.add(new Device(devpath, modalias));
  }

  Set<Device> devices() {
    return devices;
  }
}
