package io.hotprobe.builtins;

import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Devices by the name that the udev database has for them: {@code b8:0}, {@code c4:64}, {@code n3}, {@code +pci:0000:00:02.0}. */
final class DeviceName {

  private DeviceName() {}

  /** The device; null when there is none. */
  static Device find(Sysfs sysfs, String name) {
    if (name.isEmpty()) {
      return null;
    }
    String rest = name.substring(1);
    return switch (name.charAt(0)) {
      case 'b' -> rest.matches("\\d+:\\d+") ? sysfs.find(sysfs.root().resolve("dev/block/" + rest)) : null;
      case 'c' -> rest.matches("\\d+:\\d+") ? sysfs.find(sysfs.root().resolve("dev/char/" + rest)) : null;
      case 'n' -> networkInterface(sysfs, rest);
      case '+' -> {
        int colon = rest.indexOf(':');
        yield colon <= 0 || colon == rest.length() - 1 ? null : sysfs.find(rest.substring(0, colon), rest.substring(colon + 1));
      }
      default -> null;
    };
  }

  private static Device networkInterface(Sysfs sysfs, String index) {
    Path all = sysfs.root().resolve("class/net");
    if (!Files.isDirectory(all)) {
      return null;
    }
    try (DirectoryStream<Path> interfaces = Files.newDirectoryStream(all)) {
      for (Path each : interfaces) {
        Device device = sysfs.find(each);
        if (device != null && index.equals(device.attribute("ifindex"))) {
          return device;
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      return null;
    }
    return null;
  }
}
