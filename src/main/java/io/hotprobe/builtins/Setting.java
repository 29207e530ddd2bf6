package io.hotprobe.builtins;

import io.hotprobe.module.SourceLine;

/** A line {@code KEY=VALUE} of a file with sections. Text has one char a byte. */
record Setting(SourceLine at, String section, String key, String value) {

  /** Whether it takes back what was set before. */
  boolean isReset() {
    return value.isEmpty();
  }
}
