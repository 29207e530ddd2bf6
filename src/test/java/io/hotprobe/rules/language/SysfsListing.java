package io.hotprobe.rules.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A sysfs in one text. A line that begins with a slash names a directory; those below it, indented by a blank, what is in it: {@code NAME
 * VALUE}, {@code NAME (MODE) VALUE}, both {@link EscapedText}, or {@code NAME => TARGET}, a link to a place below the root. The links
 * of {@code /class} and {@code /bus} to the devices go without saying.
 */
final class SysfsListing {

  private static final Pattern ENTRY = Pattern.compile(" (\\S+)(?: => (\\S+)|(?: \\((\\d{3})\\))?(?: (.*))?)");
  private static final int LONGEST_VALUE = 4096;

  private SysfsListing() {}

  /** Makes the directories, files and links under {@code root}. */
  static void unpack(List<String> lines, Path root) throws IOException {
    Path directory = root;
    for (String line : lines) {
      if (line.startsWith("/")) {
        directory = Files.createDirectories(root.resolve(line.substring(1)));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        unpackEntry(line, directory, root);
      }
    }
    if (Files.isDirectory(root.resolve("devices"))) {
      linkDevices(root);
    }
  }

  /** Makes what a packed listing says. */
  static void unpackGzip(Path listing, Path root) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(listing))) {
      unpack(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList(), root);
    }
  }

  private static void unpackEntry(String line, Path directory, Path root) throws IOException {
    Matcher entry = ENTRY.matcher(line);
    if (!entry.matches()) {
      throw new IllegalArgumentException("no entry of a listing: " + line);
    }
    Path file = directory.resolve(EscapedText.read(entry.group(1)));
    if (entry.group(2) != null) {
      Path target = root.resolve(entry.group(2));
      if (!target.toString().contains("/devices/")) {
        Files.createDirectories(target);
      }
      Files.createSymbolicLink(file, directory.relativize(target));
      return;
    }
    Files.writeString(file, EscapedText.read(entry.group(4) == null ? "" : entry.group(4)), StandardCharsets.ISO_8859_1);
    if (entry.group(3) != null) {
      Files.setPosixFilePermissions(file, permissions(Integer.parseInt(entry.group(3), 8)));
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
    }
    return PosixFilePermissions.fromString(text.toString());
  }

  private static void linkDevices(Path root) throws IOException {
    List<Path> subsystems;
    try (Stream<Path> all = Files.walk(root.resolve("devices"))) {
      subsystems = all.filter(file -> file.endsWith("subsystem") && Files.isSymbolicLink(file)).toList();
    }
    for (Path link : subsystems) {
      Path device = link.getParent();
      Path subsystem = device.resolve(Files.readSymbolicLink(link)).normalize();
      Path list = subsystem.startsWith(root.resolve("bus")) ? subsystem.resolve("devices") : subsystem;
      Path listed = Files.createDirectories(list).resolve(device.getFileName());
      if (!Files.exists(listed, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(listed, list.relativize(device));
      }
    }
  }

  /** The listing of what is under {@code root}, without what only debuggers read of modules. */
  static List<String> of(Path root) throws IOException {
    List<String> lines = new ArrayList<>();
    list(root, root, lines);
    return lines;
  }

  private static void list(Path directory, Path root, List<String> lines) throws IOException {
    List<Path> entries;
    try (Stream<Path> all = Files.list(directory)) {
      entries = all.sorted().toList();
    } catch (IOException closed) {
      return;
    }
    lines.add("/" + root.relativize(directory));
    for (Path entry : entries) {
      if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        String line = entry(entry, root);
        if (line != null) {
          lines.add(line);
        }
      }
    }
    for (Path entry : entries) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && !entry.endsWith("sections") && !entry.endsWith("notes")) {
        list(entry, root, lines);
      }
    }
  }

  private static String entry(Path file, Path root) {
    String name = " " + EscapedText.write(file.getFileName().toString()).replace(" ", "\\x20");
    try {
      if (Files.isSymbolicLink(file)) {
        Path target = file.getParent().resolve(Files.readSymbolicLink(file)).normalize();
        boolean goesWithoutSaying = !file.startsWith(root.resolve("devices")) && target.startsWith(root.resolve("devices"));
        return goesWithoutSaying || !target.startsWith(root) ? null : name + " => " + root.relativize(target);
      }
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      if (!mode.startsWith("r")) {
        return name + " (200)";
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(LONGEST_VALUE);
      }
      String value = EscapedText.write(new String(bytes, StandardCharsets.ISO_8859_1));
      return name + (value.startsWith("(") ? " (644)" : "") + (value.isEmpty() ? "" : " " + value);
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** Packs the listing of a directory: {@code DIRECTORY FILE}. */
  public static void main(String[] words) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(words[1])))) {
      out.write(String.join("\n", of(Path.of(words[0]))).getBytes(StandardCharsets.UTF_8));
    }
  }
}
