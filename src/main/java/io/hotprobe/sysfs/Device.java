package io.hotprobe.sysfs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A device as sysfs shows it. What is read is kept: one object sees each attribute once. Confined to one thread. Text has one char a
 * byte; what is not there is null, or empty where said.
 */
public final class Device {

  /** Most bytes of an attribute that are read; the kernel gives a page at most, binary attributes aside. */
  static final int LONGEST_ATTRIBUTE = 64 * 1024;

  private static final String DEVICES = "/devices/";
  private static final String ABSENT = new String("absent");

  private final Sysfs sysfs;
  private final String devpath;
  private final Path directory;
  private final Map<String, String> attributes = new HashMap<>();
  private Map<String, String> properties;
  private Device parent;
  private boolean parentKnown;
  private Boolean there;

  Device(Sysfs sysfs, String devpath) {
    this.sysfs = sysfs;
    this.devpath = devpath;
    this.directory = directory(sysfs.root(), devpath);
  }

  private static Path directory(Path root, String devpath) {
    try {
      return FileNames.below(root, devpath.substring(1));
    } catch (IOException notInThisLocale) {
      return root.resolve("\1");
    }
  }

  public Sysfs sysfs() {
    return sysfs;
  }

  /** Its path below the root, with the leading slash. */
  public String devpath() {
    return devpath;
  }

  /** Its directory. */
  public Path directory() {
    return directory;
  }

  /** Whether it is there. */
  public boolean exists() {
    return directory.toFile().isDirectory();
  }

  /** The last element of its path, {@code !} shown as {@code /}. */
  public String name() {
    return devpath.substring(devpath.lastIndexOf('/') + 1).replace('!', '/');
  }

  /** The digits that its name ends in; empty when there are none or the name is nothing else. */
  public String number() {
    String name = name();
    int from = name.length();
    while (from > 0 && name.charAt(from - 1) >= '0' && name.charAt(from - 1) <= '9') {
      from--;
    }
    return from == 0 ? "" : name.substring(from);
  }

  /** Its subsystem, by its link or, for modules, drivers, buses and classes, by its path; null when it has none. */
  public String subsystem() {
    String linked = attribute("subsystem");
    if (linked != null) {
      return linked;
    }
    if (isBelow("/module")) {
      return "module";
    }
    if (devpath.contains("/drivers/") || devpath.endsWith("/drivers")) {
      return "drivers";
    }
    return isBelow("/subsystem") || isBelow("/class") || isBelow("/bus") ? "subsystem" : null;
  }

  private boolean isBelow(String place) {
    return devpath.startsWith(place) && (devpath.length() == place.length() || devpath.charAt(place.length()) == '/');
  }

  /** The driver bound to it, null when there is none. */
  public String driver() {
    return attribute("driver");
  }

  /**
   * An attribute's value without the newlines at its end. Of links only {@code driver}, {@code subsystem} and {@code module} have one,
   * the last element of where they lead.
   *
   * @param name may lead to other directories, as in {@code device/vendor}
   * @return null when it is not there, is a directory, or cannot be read
   */
  public String attribute(String name) {
    String known = attributes.get(name);
    if (known == null) {
      String read = read(name);
      known = read == null ? ABSENT : read;
      attributes.put(name, known);
    }
    return known == ABSENT ? null : known;
  }

  /** What is asked for is missing more often than not, so that is found out cheaply, by {@link File}. */
  private String read(String name) {
    try {
      Path file = FileNames.below(directory, name);
      switch (name) {
        case "driver", "subsystem", "module" -> {
          return isThere() && Files.isSymbolicLink(file) ? FileNames.text(Files.readSymbolicLink(file).getFileName()) : null;
        }
        default -> {
          return isThere() && file.toFile().isFile() && isReadable(file) ? content(file) : null;
        }
      }
    } catch (IOException | RuntimeException absent) {
      return null;
    }
  }

  /** Whether it is a file, no link, and its owner may read it: root could open others as well. */
  private static boolean isReadable(Path file) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return attributes.isRegularFile() && attributes.permissions().contains(PosixFilePermission.OWNER_READ);
  }

  private boolean isThere() {
    if (there == null) {
      there = exists();
    }
    return there;
  }

  private static String content(Path file) throws IOException {
    byte[] bytes = bytes(file);
    if (bytes == null) {
      return null;
    }
    int to = 0;
    while (to < bytes.length && bytes[to] != 0) {
      to++;
    }
    while (to > 0 && (bytes[to - 1] == '\n' || bytes[to - 1] == '\r')) {
      to--;
    }
    return new String(bytes, 0, to, StandardCharsets.ISO_8859_1);
  }

  /** The first bytes of an attribute, 64 KiB at most, as they are; null when it is not there or cannot be read. */
  public byte[] bytes(String name) {
    try {
      return bytes(FileNames.below(directory, name));
    } catch (IOException | RuntimeException absent) {
      return null;
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LONGEST_ATTRIBUTE);
    }
  }

  /** The lines {@code KEY=VALUE} of its {@code uevent} file; empty when there are none. */
  public Map<String, String> properties() {
    if (properties == null) {
      properties = new LinkedHashMap<>();
      String text = attribute("uevent");
      for (String line : text == null ? new String[0] : text.split("\n")) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          properties.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    }
    return properties;
  }

  /** {@code DEVTYPE} of its {@code uevent} file. */
  public String devtype() {
    return properties().get("DEVTYPE");
  }

  /** The next directory above it that is a device; null when there is none. */
  public Device parent() {
    if (!parentKnown) {
      parentKnown = true;
      parent = findParent();
    }
    return parent;
  }

  /** Below {@code /devices} a device has a uevent file; elsewhere, as with {@code /bus/usb}, every directory counts as one. */
  private Device findParent() {
    boolean strict = devpath.startsWith(DEVICES);
    for (int slash = devpath.lastIndexOf('/'); slash > 0; slash = devpath.lastIndexOf('/', slash - 1)) {
      if (strict && slash < DEVICES.length()) {
        return null;
      }
      String above = devpath.substring(0, slash);
      if (isThere(strict ? above + "/uevent" : above)) {
        return sysfs.device(above);
      }
    }
    return null;
  }

  private boolean isThere(String place) {
    try {
      return new File(sysfs.root() + FileNames.decoded(place)).exists();
    } catch (CharacterCodingException notInThisLocale) {
      return false;
    }
  }

  /** The nearest device above it of a subsystem; null when there is none. */
  public Device parent(String subsystem) {
    return parent(subsystem, null);
  }

  /**
   * The nearest device above it of a subsystem and type.
   *
   * @param devtype null for any
   * @return null when there is none
   */
  public Device parent(String subsystem, String devtype) {
    for (Device above = parent(); above != null; above = above.parent()) {
      if (subsystem.equals(above.subsystem()) && (devtype == null || devtype.equals(above.devtype()))) {
        return above;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return devpath;
  }
}
