package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The state of some files and directories as told by stat, rights included: equal stamps, equal files. */
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
      Map<String, Object> is = Files.readAttributes(file, "unix:lastModifiedTime,size,fileKey,mode,uid,gid");
      return is.get("lastModifiedTime") + " " + is.get("size") + " " + is.get("fileKey") + " " + is.get("mode") + " " + is.get("uid") + " "
          + is.get("gid");
    } catch (IOException absent) {
      return ABSENT;
    }
  }
}
