package io.hotprobe.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where configuration is read from. A path that does not exist means no configuration there.
 *
 * @param directories strongest first: a file hides those of the same base name further down. An entry may also be a single file of any
 *     name, even a pipe
 * @param moduleDirectory {@code /lib/modules/<release>}, whose {@code modules.softdep} and {@code modules.weakdep} are read in their
 *     place among the other file names
 * @param commandLine {@code /proc/cmdline}, read after all files
 */
public record ConfigSources(List<Path> directories, Optional<Path> moduleDirectory, Optional<Path> commandLine) {

  /** Below the root, strongest first. */
  private static final List<String> DEFAULTS =
      List.of("etc/modprobe.d", "run/modprobe.d", "usr/local/lib/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d");

  public ConfigSources {
    directories = List.copyOf(directories);
  }

  /** The usual directories and the kernel command line below {@code root}; no module directory, which depends on the release. */
  public static ConfigSources defaults(Path root) {
    Path[] directories = new Path[DEFAULTS.size()];
    for (int i = 0; i < directories.length; i++) {
      directories[i] = root.resolve(DEFAULTS.get(i));
    }
    return new ConfigSources(List.of(directories), Optional.empty(), Optional.of(root.resolve("proc/cmdline")));
  }

  /** These sources with {@code replacement} for the directories. */
  public ConfigSources withDirectories(List<Path> replacement) {
    return new ConfigSources(replacement, moduleDirectory, commandLine);
  }

  /** These sources with the soft and weak dependencies of one release. */
  public ConfigSources withModuleDirectory(Path directory) {
    return new ConfigSources(directories, Optional.of(directory), commandLine);
  }

  /** These sources with the kernel command line read from {@code file}. */
  public ConfigSources withCommandLine(Path file) {
    return new ConfigSources(directories, moduleDirectory, Optional.of(file));
  }
}
