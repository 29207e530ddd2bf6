package io.hotprobe.builtins;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a SCSI device is, by the name the kernel gives it: {@code 2:0:0:1}. */
record ScsiAddress(int host, int bus, int target, int lun) {

  private static final Pattern NAME = Pattern.compile("(\\d{1,10}):(\\d{1,10}):(\\d{1,10}):(\\d{1,10}).*", Pattern.DOTALL);

  /** The address in a device's name; empty when there is none. */
  static Optional<ScsiAddress> of(String name) {
    Matcher parts = NAME.matcher(name);
    return parts.matches()
        ? Optional.of(new ScsiAddress(part(parts, 1), part(parts, 2), part(parts, 3), part(parts, 4)))
        : Optional.empty();
  }

  private static int part(Matcher parts, int group) {
    return (int) Long.parseLong(parts.group(group));
  }
}
