package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import java.util.Collection;

/** What is known of an event while its lines are looked at: what matches compare and substitutions insert. Confined to one thread. */
abstract class Facts {

  private final Sysfs sysfs;
  private final Host host;
  private Device device;
  private Device chosen;

  Facts(Sysfs sysfs, Host host) {
    this.sysfs = sysfs;
    this.host = host;
  }

  final Sysfs sysfs() {
    return sysfs;
  }

  final Host host() {
    return host;
  }

  /** The device in sysfs, whether or not it is (still) there. */
  final Device device() {
    if (device == null) {
      device = sysfs.device(devpath().toString());
    }
    return device;
  }

  /** The one that the last line asking for parents found among the device and its parents; null when none did. */
  final Device chosen() {
    return chosen;
  }

  final void choose(Device found) {
    chosen = found;
  }

  /** Goes over to another event. */
  final void forgetDevices() {
    device = null;
    chosen = null;
  }

  abstract CharSequence action();

  abstract CharSequence devpath();

  /** The last element of the path, {@code !} shown as {@code /}. */
  abstract CharSequence kernel();

  abstract CharSequence subsystem();

  /** What the kernel says the driver is; null when it says nothing. */
  abstract CharSequence toldDriver();

  /** Null when no property of that name is set. */
  abstract CharSequence property(String name);

  /** What the kernel says of the device's node: DEVNAME, MAJOR or MINOR, whatever was imported since; null when it says nothing. */
  CharSequence ofNode(String name) {
    return property(name);
  }

  /** As {@link #property(String)}, of a name the course knows. */
  abstract CharSequence property(Course.Name name);

  /** Whether this is a {@code remove}. */
  abstract boolean isRemoval();

  /** Whether the device has a number, and so a node. */
  abstract boolean hasNode();

  abstract boolean isInterface();

  /** What NAME was set to; empty when it was not. */
  abstract CharSequence interfaceName();

  /** What the last PROGRAM wrote; empty when there was none. */
  abstract CharSequence result();

  /** Without {@code /dev/}. */
  abstract Collection<String> links();

  /** All that the device itself ever had and this event did not clear. */
  abstract Collection<String> tags();

  /** The current ones of a device above it. */
  abstract Collection<String> tagsOf(Device above);

  /** The bound driver; empty when there is none. */
  final CharSequence driver() {
    CharSequence told = toldDriver();
    if (told != null) {
      return told;
    }
    String linked = device().driver();
    return linked == null ? "" : linked;
  }

  final CharSequence kernel(Device candidate) {
    return candidate == device() ? kernel() : candidate.name();
  }

  final CharSequence subsystem(Device candidate) {
    if (candidate == device()) {
      return subsystem();
    }
    String subsystem = candidate.subsystem();
    return subsystem == null ? "" : subsystem;
  }

  final CharSequence driver(Device candidate) {
    if (candidate == device()) {
      return driver();
    }
    String driver = candidate.driver();
    return driver == null ? "" : driver;
  }

  final Collection<String> tags(Device candidate) {
    return candidate == device() ? tags() : tagsOf(candidate);
  }
}
