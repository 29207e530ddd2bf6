package io.hotprobe.cli;

import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Writes, in ASCII, what a device has as matches of the rule language that hold for it. What is no text of one line is left out. */
final class DeviceMatches {

  /** Most attributes of a device that are shown. */
  private static final int MOST = 2048;

  /** Longest value that a rule can compare. */
  private static final int LONGEST = 511;

  /** A key, with a name in its braces that the language can write and does not expand. */
  private static final Pattern WRITABLE = Pattern.compile("[A-Z]+(\\{[!-~&&[^\"$%\\\\{}]]+})?");

  private final Consumer<String> lines;

  DeviceMatches(Consumer<String> lines) {
    this.lines = lines;
  }

  void ofDevice(Device device) {
    lines.accept("# " + device.directory());
    match("KERNEL", device.name());
    match("SUBSYSTEM", device.subsystem());
    match("DRIVER", device.driver());
    device.properties().forEach((name, value) -> match("ENV{" + name + "}", name.equals("DEVNAME") && !value.startsWith("/") ? "/dev/" + value : value));
    attributes(device, "ATTR");
  }

  void ofParent(Device device) {
    lines.accept("");
    lines.accept("# above it: " + device.directory());
    match("KERNELS", device.name());
    match("SUBSYSTEMS", device.subsystem());
    match("DRIVERS", device.driver());
    attributes(device, "ATTRS");
  }

  private void attributes(Device device, String key) {
    SortedSet<String> names = new TreeSet<>();
    addNames(device.directory(), "", names);
    names.remove("uevent");
    names.forEach(name -> match(key + "{" + name + "}", withoutBlanks(device.attribute(name))));
  }

  /** Of the directory and of those in it that are no devices. */
  private static void addNames(Path directory, String prefix, SortedSet<String> names) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = prefix + entry.getFileName();
        if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) && names.size() < MOST) {
          names.add(name);
        } else if (prefix.isEmpty() && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && !Files.exists(entry.resolve("uevent"))) {
          addNames(entry, name + "/", names);
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      // A device that goes meanwhile has nothing to be matched.
      return;
    }
  }

  /** Blanks at the end of an attribute are not compared. */
  private static String withoutBlanks(String value) {
    return value == null ? null : value.stripTrailing();
  }

  private void match(String key, String value) {
    if (value != null && value.length() <= LONGEST && value.chars().allMatch(c -> c >= ' ' && c != 0x7f) && WRITABLE.matcher(key).matches()) {
      lines.accept(key + "==\"" + pattern(value) + '"');
    }
  }

  /** What only the value matches; any character stands for what has a meaning of its own, any text for what is not ASCII. */
  private static String pattern(String value) {
    return value.replaceAll("[*?\\[]", "[$0]").replaceAll("[|\\\\\"]", "?").replaceAll("[^ -~]+", "*");
  }
}
