package io.hotprobe.builtins;

import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.CNumber;
import io.hotprobe.sysfs.Device;
import java.util.Locale;
import java.util.OptionalLong;

/** The attributes that may go into an interface's name: all, but for those that {@code ID_NET_NAME_ALLOW*} takes out. */
final class NetAttributes {

  private static final String ALLOW = "ID_NET_NAME_ALLOW";

  private final Builtin.Call call;

  NetAttributes(Builtin.Call call) {
    this.call = call;
  }

  /** A device's attribute; null when it is not there or not to be used. */
  String text(Device device, String name) {
    return mayUse(device, name) ? device.attribute(name) : null;
  }

  /** A device's attribute that is a number; empty when it is not there, not to be used or none. */
  OptionalLong number(Device device, String name) {
    return CNumber.unsigned(text(device, name));
  }

  private boolean mayUse(Device device, String name) {
    String own = property(device, ALLOW + "_" + name.toUpperCase(Locale.ROOT));
    String all = own == null ? property(device, ALLOW) : own;
    return all == null || isTrue(all);
  }

  private String property(Device device, String name) {
    return device == call.device() ? call.property().apply(name) : device.properties().get(name);
  }

  static boolean isTrue(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "yes", "y", "true", "t", "on" -> true;
      default -> false;
    };
  }
}
