package io.hotprobe.rules;

/** How long texts may become, in bytes, and how many there may be. The lengths are udev's buffers without the NUL. */
final class Limits {

  /** A property, an attribute's value, a name. */
  static final int VALUE = 511;

  /** A path. */
  static final int PATH = 1023;

  /** A command, or a program's output. */
  static final int COMMAND = 16383;

  /** Properties of one event. */
  static final int PROPERTIES = 4096;

  /** Links, tags, RUN entries and labels of one event, of each. */
  static final int ENTRIES = 1024;

  /** Bytes of a file that IMPORT{file} reads. */
  static final int IMPORTED_FILE = 1 << 20;

  /** Bytes of a kernel parameter that SYSCTL reads. */
  static final int PARAMETER = 64 << 10;

  private Limits() {}
}
