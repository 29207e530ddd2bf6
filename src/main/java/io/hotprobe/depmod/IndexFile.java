package io.hotprobe.depmod;

/**
 * One file of the index.
 *
 * @param name its base name
 */
record IndexFile(String name, byte[] content) {

  /** Whether a text file has a line below its first, which is a comment. */
  boolean hasEntries() {
    for (int i = 0; i < content.length - 1; i++) {
      if (content[i] == '\n') {
        return true;
      }
    }
    return false;
  }
}
