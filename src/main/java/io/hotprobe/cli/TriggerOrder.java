package io.hotprobe.cli;

import io.hotprobe.sysfs.Device;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** In which order devices are triggered: as udevadm does it. */
final class TriggerOrder {

  /** Parents before what is below them; disks made of others behind those. */
  private static final Comparator<String> PARENTS_FIRST =
      Comparator.<String, Boolean>comparing(TriggerOrder::isMadeOfOthers).thenComparing(devpath -> devpath.replace('/', '\1'));

  private TriggerOrder() {}

  private static boolean isMadeOfOthers(String devpath) {
    return devpath.contains("/block/md") || devpath.contains("/block/dm-");
  }

  /**
   * Their devpaths in order.
   *
   * @param first subsystems that come first, in this order, each with what its devices hang on
   */
  static List<String> of(List<Device> devices, List<String> first) {
    Set<String> wanted = new LinkedHashSet<>();
    devices.forEach(device -> wanted.add(device.devpath()));
    Set<String> ordered = new LinkedHashSet<>();
    for (String subsystem : first) {
      List<String> group = new ArrayList<>();
      for (Device device : devices) {
        if (subsystem.equals(device.subsystem())) {
          group.add(device.devpath());
          addAbove(device, wanted, group);
        }
      }
      group.sort(PARENTS_FIRST);
      ordered.addAll(group);
    }
    List<String> rest = new ArrayList<>(wanted);
    rest.sort(PARENTS_FIRST);
    ordered.addAll(rest);
    return List.copyOf(ordered);
  }

  private static void addAbove(Device device, Set<String> wanted, List<String> group) {
    for (Device above = device.parent(); above != null; above = above.parent()) {
      if (wanted.contains(above.devpath())) {
        group.add(above.devpath());
      }
    }
  }
}
