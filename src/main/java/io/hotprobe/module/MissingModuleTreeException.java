package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Path;

/** There is no module directory for a release, or it holds no {@code modules.dep}. */
public final class MissingModuleTreeException extends IOException {

  private static final long serialVersionUID = 1;

  MissingModuleTreeException(Path directory, String how) {
    super(directory + ": " + how + "; install the modules of this release, run depmod, or name another with --release or --modules-dir");
  }
}
