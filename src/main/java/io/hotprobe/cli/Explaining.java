package io.hotprobe.cli;

/** Which lines {@code hotprobe rules test} explains. */
enum Explaining {
  NONE,
  /** Those that did more than fail at once. */
  TELLING,
  ALL
}
