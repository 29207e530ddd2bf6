package io.hotprobe.cli;

import java.time.Duration;

/** How long to wait: seconds as for udevadm, 0 included. */
final class PatienceConverter extends TimeConverter {

  PatienceConverter() {
    super(Duration.ZERO, Duration.ofHours(1), "s");
  }
}
