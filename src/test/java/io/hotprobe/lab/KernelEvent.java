package io.hotprobe.lab;

import java.util.List;

/**
 * One uevent as the guest's listener recorded it.
 *
 * @param micros when it was received, since the listener's first event
 * @param properties {@code KEY=VALUE}, in the kernel's order, escaped as in the recording
 */
record KernelEvent(long micros, String action, String devpath, List<String> properties) {
  boolean is(String wantedAction, String wantedDevpath) {
    return action.equals(wantedAction) && devpath.equals(wantedDevpath);
  }

  /** A property's value; empty if the event has none of that name. */
  String value(String name) {
    return properties.stream().filter(property -> property.startsWith(name + "=")).findFirst()
        .map(property -> property.substring(name.length() + 1)).orElse("");
  }
}
