package io.hotprobe.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes a sysfs of a text: git has no good way to keep its links. */
public final class SysfsText {

  private SysfsText() {}

  /** Replaces what is below {@code sysfs} by the devices of the text; its form is told in the README beside the scenarios. */
  public static void unpack(Path text, Path sysfs) throws IOException {
    clear(sysfs);
    Path device = null;
    for (String line : Files.readAllLines(text, StandardCharsets.ISO_8859_1)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("/")) {
        device = device(sysfs, line.split("\\s+"));
      } else if (line.strip().startsWith("@")) {
        String[] attribute = line.strip().substring(1).split(" ", 2);
        Path file = device.resolve(attribute[0]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, attribute[1] + "\n", StandardCharsets.ISO_8859_1);
      } else {
        Path uevent = device.resolve("uevent");
        Files.writeString(uevent, Files.readString(uevent) + line.strip() + "\n", StandardCharsets.ISO_8859_1);
      }
    }
  }

  private static Path device(Path sysfs, String[] words) throws IOException {
    Path device = Files.createDirectories(sysfs.resolve(words[0].substring(1)));
    Path links = sysfs.resolve(words[1]);
    Files.createDirectories(words[1].startsWith("bus/") ? links.resolve("devices") : links);
    Path link = words[1].startsWith("bus/") ? links.resolve("devices") : links;
    Files.createSymbolicLink(link.resolve(device.getFileName()), link.relativize(device));
    Files.createSymbolicLink(device.resolve("subsystem"), device.relativize(links));
    Files.writeString(device.resolve("uevent"), "");
    return device;
  }

  /** The devices there are. */
  static long devices(Path sysfs) throws IOException {
    try (Stream<Path> all = Files.walk(sysfs)) {
      return all.filter(path -> path.endsWith("uevent")).count();
    }
  }

  private static void clear(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> below = Files.walk(directory)) {
      all = below.filter(path -> !path.equals(directory)).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
