package io.hotprobe.module;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a configuration wants modules to be found, beside what depmod indexed.
 *
 * @param dependencies a text in the form of {@code modules.dep} to be read in its place
 * @param directories only modules below these are found; those that are not indexed by their file name, earlier directories first
 * @param pruned names of files and directories that are passed over
 */
public record ModulePaths(Optional<Path> dependencies, List<Path> directories, Set<String> pruned) {

  public ModulePaths {
    directories = List.copyOf(directories);
    pruned = Set.copyOf(pruned);
  }
}
