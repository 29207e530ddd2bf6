package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files are that rules name: sysfs under its root, all else where it is said to be. */
final class Places {

  /** What rules call the place of sysfs, wherever it is. */
  static final String SYS = "/sys";

  private static final String ONE_LEVEL = "/*/";

  private Places() {}

  /**
   * A file by the text of TEST or of an attribute that is written: absolute, {@code [subsystem/name]attribute}, or relative to the
   * device's directory. The first {@code /*}{@code /} is any one directory that has the rest.
   *
   * @return null when there is none such
   */
  static Path of(String text, Device device) {
    ForeignName foreign = ForeignName.of(text);
    Path foreignPlace = foreign == null ? null : foreign.place(device.sysfs());
    if (foreignPlace != null) {
      return oneLevel(FileNames.text(foreignPlace));
    }
    return text.startsWith("/") ? oneLevel(absolute(text, device)) : oneLevel(FileNames.text(device.directory()) + "/" + text);
  }

  /** A file by an absolute path, or by one relative to the root directory. */
  static Path of(String text, Path sysfs) {
    return path(text.equals(SYS) || text.startsWith(SYS + "/") ? FileNames.text(sysfs) + text.substring(SYS.length()) : text);
  }

  private static String absolute(String text, Device device) {
    Path place = of(text, device.sysfs().root());
    return place == null ? "" : text.endsWith("/") ? FileNames.text(place) + "/" : FileNames.text(place);
  }

  private static Path oneLevel(String text) {
    int star = text.indexOf(ONE_LEVEL);
    if (star < 0) {
      return path(text);
    }
    Path above = path(text.substring(0, star + 1));
    String rest = text.substring(star + ONE_LEVEL.length());
    if (above == null) {
      return null;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(above, entry -> !entry.getFileName().toString().startsWith("."))) {
      for (Path entry : entries) {
        Path file = below(entry, rest);
        if (file != null && Files.exists(file)) {
          return file;
        }
      }
      return null;
    } catch (IOException | DirectoryIteratorException | SecurityException unreadable) {
      return null;
    }
  }

  static Path below(Path directory, String rest) {
    return rest.isEmpty() ? directory : path(FileNames.text(directory) + "/" + rest);
  }

  /** A path by its text with one char a byte; null for one that cannot be a path. */
  private static Path path(String text) {
    try {
      return FileNames.below(Path.of(""), text);
    } catch (IOException noPath) {
      return null;
    }
  }
}
