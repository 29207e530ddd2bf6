package io.hotprobe.sysfs;

import io.hotprobe.module.ModuleName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What sysfs tells of the modules that the kernel holds, in {@code /sys/module}. Safe for any thread. */
public final class ModuleDirectories {

  /** The instance of a module that sysfs does not know. */
  public static final long NO_INSTANCE = 0;

  private final Path sysfs;
  private final Path modules;

  /** @param sysfs where sysfs is */
  public ModuleDirectories(Path sysfs) {
    this.sysfs = sysfs;
    this.modules = sysfs.resolve("module");
  }

  /**
   * Tells one instance of a module from another after it was unloaded and loaded again: the inode number of its directory, which kernfs
   * gives out anew each time. (Its times change whenever the inode is dropped from the cache, so they tell nothing.)
   */
  public long instance(ModuleName module) {
    try {
      return (Long) Files.getAttribute(modules.resolve(module.value()), "unix:ino");
    } catch (IOException unknown) {
      return NO_INSTANCE;
    }
  }

  /** Whether sysfs tells of modules, and of no such one. Where sysfs is not mounted or cannot be looked into, it denies nothing. */
  public boolean denies(ModuleName module) {
    return Files.isDirectory(modules) && Files.notExists(modules.resolve(module.value()));
  }

  /**
   * A device that a driver of the module is bound to, and that driver: {@code 1-1:1.0 (driver usb-storage)}; the first that is found,
   * empty when there is none. The driver's directory has a link for each of its devices, and one to the module.
   *
   * @throws IOException if the drivers or their devices cannot be read
   */
  public Optional<String> boundDevice(ModuleName module) throws IOException {
    Path drivers = modules.resolve(module.value()).resolve("drivers");
    for (Path link : entries(drivers)) {
      Path driver = drivers.resolve(Files.readSymbolicLink(link)).normalize();
      for (Path entry : entries(driver)) {
        if (Files.isSymbolicLink(entry) && !entry.getFileName().toString().equals("module")) {
          return Optional.of(entry.getFileName() + " (driver " + driver.getFileName() + ")");
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the module registered a driver. One that did not, as {@code evdev}, may serve devices without a trace of it in sysfs. */
  public boolean hasDrivers(ModuleName module) throws IOException {
    return !entries(modules.resolve(module.value()).resolve("drivers")).isEmpty();
  }

  /** Whether a text is the devpath of a device that is there. */
  public boolean isPresent(String devpath) {
    if (!devpath.startsWith("/")) {
      return false;
    }
    try {
      Path directory = FileNames.below(sysfs, devpath.substring(1)).normalize();
      return directory.startsWith(sysfs) && Files.isDirectory(directory);
    } catch (IOException notInThisLocale) {
      return false;
    }
  }

  /**
   * The driver that a device is bound to, if sysfs does not tell its module: one that was registered without an owner, as {@code button}
   * is on the ACPI bus, is not among the drivers of its module either.
   *
   * @throws IOException if the link to the driver cannot be read
   */
  public Optional<String> driverWithoutModule(String devpath) throws IOException {
    Path link = FileNames.below(sysfs, devpath.substring(1)).resolve("driver").normalize();
    if (!link.startsWith(sysfs) || !Files.isSymbolicLink(link)) {
      return Optional.empty();
    }
    Path driver = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
    return Files.isSymbolicLink(driver.resolve("module")) ? Optional.empty() : Optional.of(driver.getFileName().toString());
  }

  /** Empty when there is no such directory. */
  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    return entries;
  }
}
