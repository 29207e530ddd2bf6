package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The state of some files and directories as told by stat, rights included, and whether they may be followed: equal stamps, equal files.
 *
 * @param trust which may be
 */
public record Stamp(List<Path> files, Trust trust, List<String> states) {

  private static final String ABSENT = "absent";

  public static Stamp of(List<Path> files) {
    return of(files, Trust.ALL);
  }

  /** Of files that count as far as {@code trust} follows them, which the directories above them decide, too. */
  public static Stamp of(List<Path> files, Trust trust) {
    List<String> states = new ArrayList<>(files.size());
    for (Path file : files) {
      states.add(state(file) + trust.in(file.toAbsolutePath()).map(why -> " " + why).orElse(""));
    }
    return new Stamp(files, trust, states);
  }

  /** The same files' state now. */
  public Stamp again() {
    return of(files, trust);
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
