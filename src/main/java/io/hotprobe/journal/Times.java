package io.hotprobe.journal;

/**
 * When something happened to a uevent, by {@link System#nanoTime}.
 *
 * @param receivedNanos when the message was read
 * @param startedNanos when its turn came
 * @param endedNanos when all there was to do for it was over
 */
public record Times(long receivedNanos, long startedNanos, long endedNanos) {

  /** From the message to the end, in nanoseconds. */
  public long nanos() {
    return endedNanos - receivedNanos;
  }
}
