package io.hotprobe.policy;

import io.hotprobe.sysfs.Device;

/** What a policy can ask of the device for which a module is wanted. Used by one thread at a time, during one call. */
public interface DeviceFacts {

  /** Nobody's: a module is asked for by its name. */
  DeviceFacts NONE = new NoDevice(Presence.NONE);

  Occasion occasion();

  /** Its path below /sys; empty without a device. */
  String devpath();

  /** Its bus or class; empty without a device. */
  String subsystem();

  /** A property that the kernel gave it; null when there is none. */
  String property(String name);

  /** What sysfs shows of it; null without a device. */
  Device device();

  /** What else there is. */
  Presence presence();

  /** Somebody asks for a name, on a machine with these devices and modules. */
  static DeviceFacts asked(Presence presence) {
    return new NoDevice(presence);
  }
}
