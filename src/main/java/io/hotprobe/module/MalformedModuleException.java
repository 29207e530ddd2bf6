package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Path;

/** A module file that is not an ELF file, a damaged one, or one that could not be read to its end. The remedy is to install the module's package again. */
public final class MalformedModuleException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * @param offset where in the decompressed file, in bytes
   * @param what one clause, no final stop
   */
  MalformedModuleException(Path path, long offset, String what) {
    super(path + ": byte " + offset + ": " + what);
  }
}
