package io.hotprobe.cli;

import io.hotprobe.sysfs.Coldplug;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.FileNames;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds the device that a command line names: by its devpath, its syspath, a link of sysfs, its node or its bare name. */
final class NamedDevice {

  private static final String SYS = "/sys/";
  private static final String DEV = "/dev/";
  private static final String DEVICES = "/devices/";
  private static final String REMEDY = "name one by its path in sysfs (/devices/..., /class/net/eth0) or its node (/dev/sda)";

  // include/uapi/linux/stat.h
  private static final int S_IFMT = 0170000;
  private static final int S_IFBLK = 0060000;
  private static final int S_IFCHR = 0020000;

  private static final Key DEVNAME = Key.of("DEVNAME");

  private final Sysfs sysfs;
  private final boolean isRunningSystem;

  /** @param isRunningSystem whether the nodes in {@code /dev} are those of that sysfs */
  NamedDevice(Sysfs sysfs, boolean isRunningSystem) {
    this.sysfs = sysfs;
    this.isRunningSystem = isRunningSystem;
  }

  /**
   * The device.
   *
   * @return one that is not there when the name is that of a device in {@code /devices}
   * @throws IOException if nothing has that name, or several devices have; says what was looked for
   */
  Device find(String name) throws IOException {
    if (name.isEmpty()) {
      throw new IOException("the name of the device is empty; " + REMEDY);
    }
    Device found = name.startsWith(DEV) ? byNode(name) : byPath(name);
    if (found != null) {
      return found;
    }
    if (name.indexOf('/') < 0) {
      return byBareName(name);
    }
    if (name.startsWith(DEV)) {
      throw new IOException("no device below " + sysfs.root() + " has the node " + name + "; name it by its path in sysfs");
    }
    String devpath = devpath(name);
    if (!devpath.startsWith(DEVICES)) {
      throw new IOException(
          name + ": there is no device at " + sysfs.root() + devpath + "; " + REMEDY);
    }
    return sysfs.device(devpath.endsWith("/") ? devpath.substring(0, devpath.length() - 1) : devpath);
  }

  private Device byPath(String name) {
    try {
      Path below = FileNames.below(sysfs.root(), devpath(name).substring(1));
      Device found = sysfs.find(below);
      return found == null && !name.startsWith("/") ? sysfs.find(FileNames.below(Path.of(""), name).toAbsolutePath()) : found;
    } catch (IOException notInThisLocale) {
      return null;
    }
  }

  /** The one device of all classes and buses that has the name. */
  private Device byBareName(String name) throws IOException {
    SortedSet<String> found = new TreeSet<>();
    addFrom(sysfs.root().resolve("class"), name, found);
    addFrom(sysfs.root().resolve("bus"), "devices/" + name, found);
    if (found.size() > 1) {
      throw new IOException(name + " is the name of several devices; name one by its path: " + String.join(", ", found));
    }
    if (found.isEmpty()) {
      throw new IOException(
          name + ": no class and no bus below " + sysfs.root() + " has a device of that name; " + REMEDY);
    }
    return sysfs.device(found.first());
  }

  private void addFrom(Path directory, String below, Set<String> devpaths) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Device found = sysfs.find(FileNames.below(entry, below));
        if (found != null) {
          devpaths.add(found.devpath());
        }
      }
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
  }

  /** The path below the root, with the leading slash. */
  private String devpath(String name) {
    String root = sysfs.root() + "/";
    if (name.startsWith(root)) {
      return name.substring(root.length() - 1);
    }
    if (name.startsWith(SYS)) {
      return name.substring(SYS.length() - 1);
    }
    return name.startsWith("/") ? name : "/" + name;
  }

  private Device byNode(String name) {
    return isRunningSystem ? byNumber(name) : byName(name.substring(DEV.length()));
  }

  private Device byNumber(String name) {
    try {
      Map<String, Object> facts = Files.readAttributes(Path.of(name), "unix:mode,rdev");
      int kind = (int) facts.get("mode") & S_IFMT;
      if (kind != S_IFBLK && kind != S_IFCHR) {
        return null;
      }
      return sysfs.find(sysfs.root().resolve("dev").resolve(kind == S_IFBLK ? "block" : "char").resolve(number((long) facts.get("rdev"))));
    } catch (IOException | InvalidPathException absent) {
      return byName(name.substring(DEV.length()));
    }
  }

  /** {@code MAJOR:MINOR} out of the C library's dev_t. */
  private static String number(long device) {
    long major = device >> 8 & 0xfff | device >> 32 & ~0xfffL;
    long minor = device & 0xff | device >> 12 & ~0xffL;
    return (major & 0xffffffffL) + ":" + (minor & 0xffffffffL);
  }

  /** By the name that its uevent file has. */
  private Device byName(String node) {
    NodeSearch search = new NodeSearch(node);
    new Coldplug(sysfs.root()).step(search, Integer.MAX_VALUE);
    return search.devpath == null ? null : sysfs.device(search.devpath);
  }

  /** Looks for a node among the devices present. */
  private static final class NodeSearch implements UeventSource.Sink {

    private final String node;
    private final Uevent uevent = new Uevent();
    private String devpath;

    NodeSearch(String node) {
      this.node = node;
    }

    @Override
    public void accept(ByteBuffer message) {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      if (UeventParser.parse(bytes, 0, bytes.length, uevent) == uevent && node.equals(uevent.text(DEVNAME))) {
        devpath = uevent.text(uevent.devpath());
      }
    }
  }
}
