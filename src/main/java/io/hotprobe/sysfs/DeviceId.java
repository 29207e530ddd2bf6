package io.hotprobe.sysfs;

import java.util.function.UnaryOperator;

/**
 * The name under which udev's database files a device: {@code b8:0}, {@code c1:3}, {@code n2}, {@code +usb:1-1},
 * {@code +drivers:usb:usbhid}.
 */
public final class DeviceId {

  private DeviceId() {}

  /**
   * The id of the device that an event is about. The event knows it when sysfs no longer does.
   *
   * @param property the event's properties by name, null for what it has not
   * @return null for a device without subsystem
   */
  public static String of(String devpath, UnaryOperator<String> property) {
    String subsystem = property.apply("SUBSYSTEM");
    if (subsystem == null) {
      return null;
    }
    String major = property.apply("MAJOR");
    if (major != null && !major.equals("0")) {
      return (subsystem.equals("block") ? "b" : "c") + major + ":" + property.apply("MINOR");
    }
    String ifindex = property.apply("IFINDEX");
    if (ifindex != null && !ifindex.equals("0")) {
      return "n" + ifindex;
    }
    String file = devpath.substring(devpath.lastIndexOf('/') + 1);
    return subsystem.equals("drivers") ? "+drivers:" + bus(devpath) + ":" + file : "+" + subsystem + ":" + file;
  }

  /** The id of a device that is in sysfs; null for one without subsystem. */
  public static String of(Device device) {
    return of(device.devpath(), key -> key.equals("SUBSYSTEM") ? device.subsystem() : device.properties().get(key));
  }

  private static String bus(String devpath) {
    String[] names = devpath.split("/");
    return names.length > 2 ? names[names.length - 3] : "";
  }
}
