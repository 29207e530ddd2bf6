package io.hotprobe.policy;

import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;

/**
 * The facts of the device that a uevent is about. Nothing is copied before it is asked for; used again for the next event. Confined to
 * one thread.
 */
public final class UeventFacts implements DeviceFacts {

  private final Sysfs sysfs;
  private final Presence presence;
  private Uevent uevent;
  private Occasion occasion;
  private Device device;

  /** @param sysfs where attributes are read */
  public UeventFacts(Sysfs sysfs, Presence presence) {
    this.sysfs = sysfs;
    this.presence = presence;
  }

  /** The facts of another event from now on. */
  public UeventFacts of(Uevent other, Occasion when) {
    uevent = other;
    occasion = when;
    device = null;
    return this;
  }

  @Override
  public Occasion occasion() {
    return occasion;
  }

  @Override
  public String devpath() {
    return uevent.text(uevent.devpath());
  }

  @Override
  public String subsystem() {
    return uevent.text(uevent.subsystem());
  }

  @Override
  public String property(String name) {
    return uevent.text(Key.of(name));
  }

  @Override
  public Device device() {
    if (device == null) {
      device = sysfs.device(devpath());
    }
    return device;
  }

  @Override
  public Presence presence() {
    return presence;
  }
}
