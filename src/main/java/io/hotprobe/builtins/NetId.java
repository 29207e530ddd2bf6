package io.hotprobe.builtins;

import io.hotprobe.builtins.NamingScheme.Rule;
import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.CNumber;
import io.hotprobe.rules.Utf8;
import io.hotprobe.sysfs.Device;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code net_id}: names for a network interface that are the same after the next boot. Fails only for what is no interface; nothing
 * is set for interfaces on top of others and kinds that are not named. Source: systemd.net-naming-scheme(7) and udev 257.
 */
public final class NetId implements Builtin {

  private static final int ETHERNET = 1;
  private static final int SLIP = 256;
  static final int INFINIBAND = 32;

  private final NamingScheme scheme;
  private final Hwdb hwdb;

  public NetId(NamingScheme scheme, Hwdb hwdb) {
    this.scheme = scheme;
    this.hwdb = hwdb;
  }

  @Override
  public Optional<Map<String, String>> run(Call call) {
    NetAttributes attributes = new NetAttributes(call);
    OptionalLong index = CNumber.unsigned(call.property().apply("IFINDEX"));
    OptionalLong link = attributes.number(call.device(), "iflink");
    if (index.isEmpty() || link.isEmpty()) {
      return Optional.empty();
    }
    String prefix = index.equals(link) ? prefix(call.device(), attributes) : null;
    if (prefix == null) {
      return Optional.of(Map.of());
    }
    NetNames names = new NetNames(prefix, scheme);
    new Naming(call.device(), attributes, names).add();
    return Optional.of(names.properties());
  }

  /** Two letters by the kind of interface; null for kinds without names. */
  private String prefix(Device device, NetAttributes attributes) {
    int type = (int) attributes.number(device, "type").orElse(0);
    if (type == ETHERNET) {
      String devtype = device.devtype();
      return "wlan".equals(devtype) ? "wl" : "wwan".equals(devtype) ? "ww" : "en";
    }
    if (type == INFINIBAND) {
      return scheme.has(Rule.INFINIBAND) ? "ib" : null;
    }
    return type == SLIP ? "sl" : null;
  }

  /** The names of one interface, each by a bus of its own; PCI and what is behind it aside. */
  private final class Naming {

    private static final Pattern ACPI =
        Pattern.compile("/devices/platform/(?:([A-Z]{3})|([A-Z0-9]{4}))([0-9A-Fa-f]{4}):([0-9A-Fa-f]{2})/.*");
    private static final Pattern VIO = Pattern.compile("/devices/vio/[0-9A-Fa-f]{4}([0-9A-Fa-f]{4})/.*");
    private static final Pattern XEN = Pattern.compile("/devices/vif-(0|[1-9]\\d{0,8})/.*");

    private final Device device;
    private final NetAttributes attributes;
    private final NetNames names;

    private Naming(Device device, NetAttributes attributes, NetNames names) {
      this.device = device;
      this.attributes = attributes;
      this.names = names;
    }

    private void add() {
      addMac();
      new DevicetreeAliases(device, attributes, names).add();
      addCcw();
      addVio();
      addPlatform();
      addNetdevsim();
      addXen();
      new PciNames(device, attributes, names).add();
    }

    private void addMac() {
      OptionalLong type = attributes.number(device, "type");
      OptionalLong assigned = attributes.number(device, "addr_assign_type");
      String address = attributes.text(device, "address");
      boolean permanent = assigned.isPresent() && assigned.getAsLong() == 0 && type.orElse(0) != INFINIBAND;
      if (!permanent || address == null || !address.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")) {
        return;
      }
      String digits = address.replace(":", "").toLowerCase(Locale.ROOT);
      names.add(NetNames.MAC, "x" + digits);
      if (!digits.startsWith("000000")) {
        hwdb.find("OUI:" + digits.toUpperCase(Locale.ROOT)).forEach(names::set);
      }
    }

    private boolean isDirectlyBelow(String subsystem) {
      return device.parent() != null && subsystem.equals(device.parent().subsystem());
    }

    private void addCcw() {
      Device parent = PciNames.withoutVirtio(device.parent());
      if (parent == null || !"ccw".equals(parent.subsystem()) && !"ccwgroup".equals(parent.subsystem())) {
        return;
      }
      String bus = parent.name();
      if (bus.length() != 8 && bus.length() != 9) {
        return;
      }
      int from = 0;
      while (from < bus.length() - 1 && (bus.charAt(from) == '.' || bus.charAt(from) == '0')) {
        from++;
      }
      names.add(NetNames.PATH, "c" + bus.substring(from));
    }

    private void addVio() {
      Matcher place = VIO.matcher(device.devpath());
      if (isDirectlyBelow("vio") && place.matches()) {
        names.add(NetNames.SLOT, "v" + Integer.parseInt(place.group(1), 16));
      }
    }

    /** Of ARM servers: {@code HISI00C2:00} is {@code ahisic2i0}. */
    private void addPlatform() {
      Matcher place = ACPI.matcher(device.devpath());
      if (isDirectlyBelow("platform") && place.matches()) {
        String vendor = place.group(1) == null ? place.group(2) : place.group(1);
        int model = Integer.parseInt(place.group(3), 16);
        int instance = Integer.parseInt(place.group(4), 16);
        names.add(NetNames.PATH, "a" + vendor.toLowerCase(Locale.ROOT) + Integer.toHexString(model) + "i" + instance);
      }
    }

    private void addNetdevsim() {
      Device simulated = scheme.has(Rule.NETDEVSIM) ? device.parent("netdevsim") : null;
      OptionalLong number = simulated == null ? OptionalLong.empty() : CNumber.unsigned(simulated.number());
      String port = attributes.text(device, "phys_port_name");
      if (number.isPresent() && port != null && !port.isEmpty() && Utf8.isPlain(port)) {
        names.add(NetNames.PATH, "i" + number.getAsLong() + "n" + port);
      }
    }

    private void addXen() {
      Matcher place = XEN.matcher(device.devpath());
      if (scheme.has(Rule.XEN) && isDirectlyBelow("xen") && place.matches()) {
        names.add(NetNames.SLOT, "X" + place.group(1));
      }
    }
  }
}
