package io.hotprobe.sysfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A sysfs, live or recorded, under a movable root. Safe for any thread. Nothing that is not there is an error. */
public final class Sysfs {

  private final Path root;

  public Sysfs(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Where it is mounted. */
  public Path root() {
    return root;
  }

  /**
   * The device at a devpath, whether or not it is (still) there.
   *
   * @param devpath as in a uevent: below the root, with the leading slash
   */
  public Device device(String devpath) {
    return new Device(this, devpath);
  }

  /** Whether there is a device at a devpath; true also when there is no sysfs to tell, and for a path that this locale cannot write. */
  public boolean isPresent(String devpath) {
    if (!Files.isDirectory(root)) {
      return true;
    }
    try {
      return Files.exists(FileNames.below(root, devpath.substring(1)).resolve("uevent"));
    } catch (IOException notInThisLocale) {
      return true;
    }
  }

  /**
   * The device that a syspath, a devpath or a link below the root leads to.
   *
   * @return null when there is none
   */
  public Device find(Path place) {
    try {
      Path real = place.toRealPath();
      Path realRoot = root.toRealPath();
      if (!real.startsWith(realRoot) || real.equals(realRoot) || !Files.exists(real.resolve("uevent"))) {
        return null;
      }
      return device("/" + FileNames.text(realRoot.relativize(real)));
    } catch (IOException absent) {
      return null;
    }
  }

  /**
   * The device that a subsystem has under a name, as {@code [subsystem/name]} in a rule names it.
   *
   * @param subsystem also {@code subsystem}, {@code module} and {@code drivers} (name {@code BUS:DRIVER})
   * @return null when there is none
   */
  public Device find(String subsystem, String name) {
    String file = name.replace('/', '!');
    return switch (subsystem) {
      case "subsystem" -> firstOf("bus/" + file, "class/" + file);
      case "module" -> firstOf("module/" + file);
      case "drivers" -> driver(name);
      default -> firstOf("bus/" + subsystem + "/devices/" + file, "class/" + subsystem + "/" + file, "firmware/" + subsystem + "/" + file);
    };
  }

  private Device driver(String name) {
    int colon = name.indexOf(':');
    return colon < 0 ? null : firstOf("bus/" + name.substring(0, colon) + "/drivers/" + name.substring(colon + 1).replace('/', '!'));
  }

  private Device firstOf(String... places) {
    for (String place : places) {
      Device device = found(place);
      if (device != null) {
        return device;
      }
    }
    return null;
  }

  /** Unlike a devpath that is given, a bus or a class need not have a uevent file. */
  private Device found(String place) {
    try {
      Path real = FileNames.below(root, place).toRealPath();
      Path realRoot = root.toRealPath();
      return real.startsWith(realRoot) ? device("/" + FileNames.text(realRoot.relativize(real))) : null;
    } catch (IOException absent) {
      return null;
    }
  }
}
