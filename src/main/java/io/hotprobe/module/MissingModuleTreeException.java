package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Path;

/** There is no module directory for a release, or it holds no {@code modules.dep}. */
public final class MissingModuleTreeException extends IOException {

  private static final long serialVersionUID = 1;

  private final String problem;

  MissingModuleTreeException(Path directory, String how) {
    this(directory + ": " + how + "; install the modules of this release, run depmod, or name another with ");
  }

  private MissingModuleTreeException(String problem) {
    super(problem + "--release or --modules-dir");
    this.problem = problem;
  }

  /** The message for a command that has other options to name a release and its place by. */
  public String naming(String options) {
    return problem + options;
  }
}
