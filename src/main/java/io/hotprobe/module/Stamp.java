package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The state of some files and directories as told by stat: equal stamps, equal files. */
public record Stamp(List<Path> files, List<String> states) {

  private static final String ABSENT = "absent";

  public static Stamp of(List<Path> files) {
    List<String> states = new ArrayList<>(files.size());
    for (Path file : files) {
      states.add(state(file));
    }
    return new Stamp(files, states);
  }

  /** The same files' state now. */
  public Stamp again() {
    return of(files);
  }

  private static String state(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException absent) {
      return ABSENT;
    }
  }
}
