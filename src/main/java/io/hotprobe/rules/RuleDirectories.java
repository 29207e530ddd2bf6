package io.hotprobe.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where rule files are, the directories that go before the others first. Hotprobe's own go before all of udev's: who masks a file of
 * udev's does not mask hotprobe's of that name. udev's: {@code man 7 udev}, RULES FILES.
 */
public final class RuleDirectories {

  private static final String UNMERGED = "lib/udev/rules.d";
  private static final String MERGED = "usr/lib/udev/rules.d";

  private RuleDirectories() {}

  /** udev's. {@code /lib} counts where it is a directory of its own. */
  public static List<Path> udev(Path root) {
    List<Path> directories = new ArrayList<>();
    for (String each : new String[] {"etc/udev/rules.d", "run/udev/rules.d", "usr/local/lib/udev/rules.d", MERGED}) {
      directories.add(root.resolve(each));
    }
    if (isUnmerged(root)) {
      directories.add(root.resolve(UNMERGED));
    }
    return List.copyOf(directories);
  }

  /**
   * hotprobe's.
   *
   * @param installation where the program lies, with rules of its own in {@code share/rules.d}; empty where it is not installed
   */
  public static List<Path> hotprobe(Path root, Optional<Path> installation) {
    List<Path> directories = new ArrayList<>();
    for (String each : new String[] {"etc/hotprobe/rules.d", "run/hotprobe/rules.d", "usr/lib/hotprobe/rules.d"}) {
      directories.add(root.resolve(each));
    }
    installation.ifPresent(home -> directories.add(home.resolve("share/rules.d")));
    return List.copyOf(directories);
  }

  /** hotprobe's, then udev's. */
  public static List<Path> all(Path root, Optional<Path> installation) {
    List<Path> directories = new ArrayList<>(hotprobe(root, installation));
    directories.addAll(udev(root));
    return List.copyOf(directories);
  }

  private static boolean isUnmerged(Path root) {
    Path unmerged = root.resolve(UNMERGED);
    try {
      return Files.isDirectory(unmerged) && !unmerged.toRealPath().equals(root.resolve(MERGED).toRealPath());
    } catch (IOException absent) {
      return Files.isDirectory(unmerged);
    }
  }
}
