package io.hotprobe.sysfs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what is present: modules, buses and drivers, then the devices, which are every link below {@code bus/*}{@code /devices} and
 * {@code class/*}, parents before children. What has a name that the locale cannot write is passed over.
 */
final class SysfsDevices {

  /** A device, or one of the others: its path below the sysfs root, with the leading slash, and its subsystem. */
  record Found(String devpath, String subsystem) {}

  private static final Comparator<Found> PARENTS_FIRST = Comparator.comparing(found -> found.devpath().replace('/', '\1'));

  private final Path sysfs;
  private final Map<String, String> subsystems = new HashMap<>();

  SysfsDevices(Path sysfs) {
    this.sysfs = sysfs;
  }

  /** Modules, buses and drivers; then the devices, sorted so that a path comes before those below it. Empty when there is no sysfs. */
  List<Found> find() {
    List<Found> found = others();
    found.addAll(devices());
    return found;
  }

  /** Modules, buses and drivers. */
  List<Found> others() {
    List<Found> found = new ArrayList<>();
    entries(sysfs.resolve("module")).forEach(module -> add(module, "module", found));
    for (Path bus : entries(sysfs.resolve("bus"))) {
      add(bus, "bus", found);
      entries(bus.resolve("drivers")).forEach(driver -> add(driver, "drivers", found));
    }
    found.sort(PARENTS_FIRST);
    return found;
  }

  private void add(Path place, String subsystem, List<Found> found) {
    if (Files.exists(place.resolve("uevent")) && FileNames.isDecoded(place)) {
      found.add(new Found(devpath(place), subsystem));
    }
  }

  /** Those of all buses and classes. */
  List<Found> devices() {
    for (Path bus : entries(sysfs.resolve("bus"))) {
      collect(bus.resolve("devices"), FileNames.text(bus.getFileName()));
    }
    for (Path subsystem : entries(sysfs.resolve("class"))) {
      collect(subsystem, FileNames.text(subsystem.getFileName()));
    }
    List<Found> devices = new ArrayList<>(subsystems.size());
    subsystems.forEach((devpath, subsystem) -> devices.add(new Found(devpath, subsystem)));
    devices.sort(PARENTS_FIRST);
    return devices;
  }

  private void collect(Path directory, String subsystem) {
    for (Path link : entries(directory)) {
      try {
        Path device = directory.resolve(Files.readSymbolicLink(link)).normalize();
        if (device.startsWith(sysfs) && FileNames.isDecoded(device)) {
          subsystems.putIfAbsent(devpath(device), subsystem);
        }
      } catch (IOException | UnsupportedOperationException noLink) {
        continue;
      }
    }
  }

  private String devpath(Path device) {
    return "/" + FileNames.text(sysfs.relativize(device));
  }

  private static List<Path> entries(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException | RuntimeException absent) {
      return entries;
    }
    return entries;
  }
}
