package io.hotprobe.pipeline;

import java.time.Duration;

/** The time in which devices that appear count as there at boot. Safe for any thread. */
final class BootPhase {

  private static final long OPEN = Long.MAX_VALUE;

  private volatile long endNanos = OPEN;

  /** Ends it so much later; the first call counts. */
  synchronized void end(Duration grace) {
    if (endNanos == OPEN) {
      long end = System.nanoTime() + grace.toNanos();
      endNanos = end == OPEN ? end - 1 : end;
    }
  }

  boolean isOver() {
    long end = endNanos;
    return end != OPEN && System.nanoTime() - end >= 0;
  }
}
