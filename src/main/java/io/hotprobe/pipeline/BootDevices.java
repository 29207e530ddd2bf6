package io.hotprobe.pipeline;

import io.hotprobe.policy.Occasion;

/**
 * The devices that were there at boot and have not left since. Confined to one match stage; as exact as {@link KnownDevices}. A device
 * that comes to the same place later counts as the same only if it has the same modalias and its predecessor's removal was lost.
 */
final class BootDevices {

  private final BootPhase phase;
  private final KnownDevices devices = new KnownDevices();
  private boolean begun;

  BootDevices(BootPhase phase) {
    this.phase = phase;
  }

  /** An event of a device, or a pass over sysfs, shows that it is there. */
  Occasion meet(long device, long modalias, long pass) {
    if (!begun) {
      begun = true;
      phase.restored().devices().forEach(known -> devices.put(known.devpath(), known.modalias(), 0, null));
    }
    if (!phase.isOver()) {
      devices.put(device, modalias, pass, null);
      return Occasion.BOOT;
    }
    return devices.meets(device, modalias, pass) ? Occasion.BOOT : Occasion.INSERTED;
  }

  /** It is there, although a pass does not show it. */
  void keep(long device, long pass) {
    devices.meets(device, pass);
  }

  /** It left; whether it was one of them. */
  boolean remove(long device) {
    return devices.remove(device);
  }

  /** One of them has another path now. */
  void move(long device, long modalias, long pass) {
    devices.put(device, modalias, pass, null);
  }

  /** Those last met before a pass are gone. */
  void forgetBefore(long pass) {
    devices.forgetBefore(pass);
  }
}
