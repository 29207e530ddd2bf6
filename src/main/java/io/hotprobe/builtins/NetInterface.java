package io.hotprobe.builtins;

import io.hotprobe.rules.Builtin.Call;
import io.hotprobe.rules.CNumber;
import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A network interface as .link files see it. What it has not is null. Confined to one thread. */
final class NetInterface {

  /** How it came by its name: include/uapi/linux/netdevice.h. */
  enum Naming {
    UNKNOWN,
    ENUMERATED,
    PREDICTABLE,
    USER,
    RENAMED
  }

  private static final int LOOPBACK = 772;

  // include/uapi/linux/if_arp.h; names in lower case, as networkctl shows them
  private static final Map<Integer, String> TYPES =
      Map.ofEntries(
          Map.entry(0, "netrom"), Map.entry(1, "ether"), Map.entry(19, "atm"), Map.entry(24, "ieee1394"), Map.entry(32, "infiniband"),
          Map.entry(256, "slip"), Map.entry(257, "cslip"), Map.entry(271, "x25"), Map.entry(280, "can"), Map.entry(512, "ppp"),
          Map.entry(519, "rawip"), Map.entry(768, "tunnel"), Map.entry(769, "tunnel6"), Map.entry(LOOPBACK, "loopback"),
          Map.entry(776, "sit"), Map.entry(778, "ipgre"), Map.entry(801, "ieee80211"), Map.entry(803, "ieee80211_radiotap"),
          Map.entry(804, "ieee802154"), Map.entry(820, "phonet"), Map.entry(823, "ip6gre"), Map.entry(824, "netlink"),
          Map.entry(825, "6lowpan"), Map.entry(826, "vsockmon"), Map.entry(0xfffe, "none"), Map.entry(0xffff, "void"));

  private final Call call;
  private final Device device;
  private final NetDevices devices;

  NetInterface(Call call, NetDevices devices) {
    this.call = call;
    this.device = call.device();
    this.devices = devices;
  }

  Call call() {
    return call;
  }

  /** Its name as it is now. */
  String name() {
    return device.name();
  }

  /** A property of the event. */
  String property(String name) {
    return call.property().apply(name);
  }

  Naming naming() {
    int number = number("name_assign_type");
    return number > 0 && number < Naming.values().length ? Naming.values()[number] : Naming.UNKNOWN;
  }

  boolean isLoopback() {
    return number("type") == LOOPBACK;
  }

  String type() {
    return device.devtype() == null ? TYPES.get(number("type")) : device.devtype();
  }

  String address() {
    String address = device.attribute("address");
    return address == null ? null : address.toLowerCase(Locale.ROOT);
  }

  /** That of the event's properties, else what the kernel says; where it cannot be asked, the driver of the device below it. */
  String driver() {
    String known = property("ID_NET_DRIVER");
    if (known != null) {
      return known;
    }
    try {
      return devices.driver(name()).orElse(null);
    } catch (IOException cannotBeAsked) {
      return device.parent() == null ? null : device.parent().driver();
    }
  }

  String permanentAddress() {
    return asked(() -> devices.permanentAddress(name()));
  }

  String kind() {
    return asked(() -> devices.kind(number("ifindex")));
  }

  private interface Question {
    Optional<String> answer() throws IOException;
  }

  private static String asked(Question question) {
    try {
      return question.answer().orElse(null);
    } catch (IOException cannotBeAsked) {
      return null;
    }
  }

  /** -1 when there is no such attribute. */
  private int number(String attribute) {
    return (int) CNumber.unsigned(device.attribute(attribute), 10).orElse(-1);
  }
}
