package io.hotprobe.config;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import java.io.IOException;

/** A modules.conf that cannot be read as a whole: one line of it makes no sense, and what it meant for the others is unknown. */
public final class InvalidConfigException extends IOException {

  private static final long serialVersionUID = 1L;

  InvalidConfigException(SourceLine at, String problem, String remedy) {
    super(new Diagnostic(at, problem, remedy).toString());
  }
}
