package io.hotprobe.policy;

import io.hotprobe.sysfs.Device;

/** The facts where there is no device. */
record NoDevice(Presence presence) implements DeviceFacts {

  @Override
  public Occasion occasion() {
    return Occasion.ASKED;
  }

  @Override
  public String devpath() {
    return "";
  }

  @Override
  public String subsystem() {
    return "";
  }

  @Override
  public String property(String name) {
    return null;
  }

  @Override
  public Device device() {
    return null;
  }
}
