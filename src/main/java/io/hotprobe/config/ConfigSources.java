package io.hotprobe.config;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Trust;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where configuration is read from. A path that does not exist means no configuration there.
 *
 * @param directories strongest first: a file hides those of the same base name further down. An entry may also be a single file of any
 *     name, even a pipe; a single one that is a modules.conf, by its name or its first line, is read as such
 * @param moduleDirectory {@code /lib/modules/<release>}, whose {@code modules.softdep} and {@code modules.weakdep} are read in their
 *     place among the other file names
 * @param commandLine {@code /proc/cmdline}, read after all files
 * @param old where a modules.conf lies that is read when the directories hold no file, the usual name first
 * @param root the directory below which absolute paths of a modules.conf lie
 * @param commands runs the commands in words of a modules.conf; where there is none they count as empty
 * @param trust which files count; of the others nothing is read, which is told
 */
public record ConfigSources(
    List<Path> directories,
    Optional<Path> moduleDirectory,
    Optional<Path> commandLine,
    List<Path> old,
    Path root,
    Optional<Commands> commands,
    Trust trust) {

  /** Below the root, strongest first. */
  private static final List<String> PLACES = List.of("etc", "run", "usr/local/lib", "usr/lib", "lib");

  public ConfigSources {
    directories = List.copyOf(directories);
    old = List.copyOf(old);
  }

  /** Sources without a modules.conf of their own. */
  public ConfigSources(List<Path> directories, Optional<Path> moduleDirectory, Optional<Path> commandLine) {
    this(directories, moduleDirectory, commandLine, List.of(), Path.of("/"), Optional.empty(), Trust.ALL);
  }

  /** The usual directories of a name such as {@code modprobe.d} below {@code root}, strongest first. */
  public static List<Path> places(Path root, String name) {
    return PLACES.stream().map(place -> root.resolve(place).resolve(name)).toList();
  }

  /** The usual directories and the kernel command line below {@code root}; no module directory, which depends on the release. */
  public static ConfigSources defaults(Path root) {
    List<Path> old = List.of(root.resolve("etc/modules.conf"), root.resolve("etc/conf.modules"));
    return new ConfigSources(
        places(root, "modprobe.d"), Optional.empty(), Optional.of(root.resolve("proc/cmdline")), old, root, Optional.empty(),
        Trust.ALL);
  }

  /** These sources with {@code replacement} for the directories; a modules.conf is read only when it is one of them. */
  public ConfigSources withDirectories(List<Path> replacement) {
    return new ConfigSources(replacement, moduleDirectory, commandLine, List.of(), root, commands, trust);
  }

  /** These sources with the soft and weak dependencies of one release. */
  public ConfigSources withModuleDirectory(Path directory) {
    return new ConfigSources(directories, Optional.of(directory), commandLine, old, root, commands, trust);
  }

  /** These sources with the commands in words of a modules.conf run by {@code shell}. */
  public ConfigSources withCommands(Commands shell) {
    return new ConfigSources(directories, moduleDirectory, commandLine, old, root, Optional.of(shell), trust);
  }

  /** These sources, of which only the files that {@code trusted} follows are read. */
  public ConfigSources withTrust(Trust trusted) {
    return new ConfigSources(directories, moduleDirectory, commandLine, old, root, commands, trusted);
  }

  /** The release whose modules are looked at; empty when no module directory is named. */
  Optional<String> release() {
    return moduleDirectory.map(Path::getFileName).map(Path::toString);
  }
}
