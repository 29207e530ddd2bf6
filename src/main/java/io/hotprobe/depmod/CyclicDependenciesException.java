package io.hotprobe.depmod;

import java.io.IOException;

/** Modules that need each other in a circle, so that none can be loaded first. The circles have been told. */
public final class CyclicDependenciesException extends IOException {

  private static final long serialVersionUID = 1;

  CyclicDependenciesException(int modules) {
    super(
        modules + " modules need each other in circles, or are needed only by such: no index was written; remove or rebuild one module"
            + " of each circle");
  }
}
