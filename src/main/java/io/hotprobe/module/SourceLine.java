package io.hotprobe.module;

import java.nio.file.Path;

/**
 * A place in a file.
 *
 * @param file the file as it was opened
 * @param line counted from 1; 0 when the whole file is meant
 */
public record SourceLine(Path file, int line) {

  @Override
  public String toString() {
    return line == 0 ? file.toString() : file + ":" + line;
  }
}
