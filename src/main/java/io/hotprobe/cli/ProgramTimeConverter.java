package io.hotprobe.cli;

import java.time.Duration;

/** How long programs may take. */
final class ProgramTimeConverter extends TimeConverter {

  ProgramTimeConverter() {
    super(Duration.ofSeconds(1), Duration.ofHours(24), "s");
  }
}
