package io.hotprobe.cli;

import java.time.Duration;

/** How often something is done; a number alone could be meant for hours as well as for seconds. */
final class IntervalConverter extends TimeConverter {

  IntervalConverter() {
    super(Duration.ofSeconds(1), Duration.ofDays(99_999), "");
  }
}
