package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import java.nio.file.Path;

/**
 * {@code [subsystem/name]attribute}: an attribute of some other device.
 *
 * @param attribute empty for the device itself
 */
record ForeignName(String subsystem, String name, String attribute) {

  /** Reads one; null when the text is none. */
  static ForeignName of(String text) {
    int slash = text.indexOf('/');
    int close = text.indexOf(']', slash + 1);
    if (!text.startsWith("[") || slash < 0 || close < 0) {
      return null;
    }
    String attribute = text.substring(close + 1);
    return new ForeignName(text.substring(1, slash), text.substring(slash + 1, close),
        attribute.startsWith("/") ? attribute.substring(1) : attribute);
  }

  /** The attribute's value, empty when the device has no such; null when there is no such device or no attribute is named. */
  String read(Sysfs sysfs) {
    Device device = attribute.isEmpty() ? null : sysfs.find(subsystem, name);
    if (device == null) {
      return null;
    }
    String value = device.attribute(attribute);
    return value == null ? "" : value;
  }

  /** Where it is; null when there is no such device. */
  Path place(Sysfs sysfs) {
    Device device = sysfs.find(subsystem, name);
    return device == null ? null : Places.below(device.directory(), attribute);
  }
}
