package io.hotprobe.builtins;

import java.io.IOException;

/** An hwdb.bin with something in it that cannot be. Its message is one clause that names the byte. */
final class DamagedHwdbException extends IOException {

  private static final long serialVersionUID = 1;

  DamagedHwdbException(long offset, String problem) {
    super("damaged at byte " + offset + ": " + problem);
  }
}
