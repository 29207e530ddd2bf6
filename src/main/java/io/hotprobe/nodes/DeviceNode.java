package io.hotprobe.nodes;

import io.hotprobe.nodes.Inodes.Status;
import io.hotprobe.nodes.Inodes.Type;
import io.hotprobe.sysfs.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The node of a device.
 *
 * @param id of the device, {@code b8:0} or {@code c1:3}
 * @param path where it is or ought to be
 */
record DeviceNode(String id, Path path, boolean block, int major, int minor) {

  /** Where udev says that nodes are, wherever they are really. */
  static final String DEV = "/dev/";

  /**
   * The node that an event's properties name.
   *
   * @param dev the directory of nodes
   * @return null for a device without node
   * @throws IOException if the name or the numbers make no sense
   */
  static DeviceNode of(String id, Map<String, String> properties, Path dev) throws IOException {
    String name = properties.get("DEVNAME");
    if (name == null || id.isEmpty() || id.charAt(0) != 'b' && id.charAt(0) != 'c') {
      return null;
    }
    String relative = withoutDev(name);
    if (!FileNames.leadsDown(relative)) {
      throw new IOException("DEVNAME=" + name + " leads out of " + dev);
    }
    try {
      int major = Integer.parseInt(properties.getOrDefault("MAJOR", ""));
      int minor = Integer.parseInt(properties.getOrDefault("MINOR", ""));
      return new DeviceNode(id, FileNames.below(dev, relative), id.charAt(0) == 'b', major, minor);
    } catch (NumberFormatException noNumber) {
      throw new IOException("MAJOR=" + properties.get("MAJOR") + " MINOR=" + properties.get("MINOR") + " are no device number");
    }
  }

  static String withoutDev(String name) {
    return name.startsWith(DEV) ? name.substring(DEV.length()) : name;
  }

  /** Whether that is this device's node. */
  boolean isAt(Status status) {
    return status.type() == (block ? Type.BLOCK : Type.CHARACTER) && status.major() == major && status.minor() == minor;
  }

  /** The link by number below the directory of nodes, {@code block/8:0}. */
  String numberLink() {
    return (block ? "block/" : "char/") + major + ":" + minor;
  }
}
