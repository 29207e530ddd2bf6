package io.hotprobe.policy;

import java.util.Locale;

/** What makes somebody want a module. */
public enum Occasion {
  /** A device that was there when the service came up, or came before its first pass over sysfs was over. */
  BOOT,
  /** A device that came later. */
  INSERTED,
  /** A name: somebody, or the kernel, asked for it without a device. */
  ASKED;

  /** As a policy spells it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
