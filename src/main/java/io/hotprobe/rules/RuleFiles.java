package io.hotprobe.rules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The rule files that count, out of directories of which the earlier ones go before the later. */
public final class RuleFiles {

  private final List<Path> directories;

  public RuleFiles(List<Path> directories) {
    this.directories = List.copyOf(directories);
  }

  /** The files in the order of evaluation, masked and shadowed ones left out. Directories that do not exist hold none. */
  public List<Path> effective() throws IOException {
    return directories;
  }

  /** Reads and compiles all of them. What is wrong in a file is told and read around. */
  public Program read(Host host, Consumer<Finding> findings) throws IOException {
    return Program.EMPTY;
  }
}
