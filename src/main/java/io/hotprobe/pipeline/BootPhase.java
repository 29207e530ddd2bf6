package io.hotprobe.pipeline;

import java.time.Duration;

/** The time in which devices that appear count as there at boot. Safe for any thread. */
final class BootPhase {

  private static final long OPEN = Long.MAX_VALUE;

  private volatile long endNanos = OPEN;
  private volatile BootSet restored = new BootSet();

  /** It was over before this run began, and these were there then. */
  void restore(BootSet devices) {
    restored = devices;
    end(Duration.ZERO);
  }

  /** What was there in a run before this one. */
  BootSet restored() {
    return restored;
  }

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
