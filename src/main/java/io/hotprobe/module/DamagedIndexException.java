package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Path;

/** A {@code modules.*.bin} file that is truncated or not one at all. The remedy is to run depmod again. */
public final class DamagedIndexException extends IOException {

  private static final long serialVersionUID = 1;

  DamagedIndexException(Path file, String how) {
    super(file + ": damaged index: " + how);
  }
}
