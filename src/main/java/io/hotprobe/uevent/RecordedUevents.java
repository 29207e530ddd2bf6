package io.hotprobe.uevent;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A recording as a source: each message comes at its recorded distance from the start, or as fast as it is read.
 *
 * <p>Exhausted after its last message.
 */
public final class RecordedUevents implements UeventSource {

  private final Recording recording;
  private final double speed;
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closed;
  private long startNanos;
  private int next;

  /**
   * A replay that starts with the first {@link #receive}.
   *
   * @param speed 1 as recorded, 2 twice as fast, 0 without waiting
   */
  public RecordedUevents(Recording recording, double speed) {
    this.recording = recording;
    this.speed = speed;
  }

  @Override
  public Reception receive(Sink sink, int timeoutMillis) {
    if (next == recording.messages().size() || closed) {
      return Reception.CLOSED;
    }
    if (next == 0) {
      startNanos = System.nanoTime();
    }
    long waitNanos = nanosToNext();
    long limitNanos = timeoutMillis < 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    if (waitNanos > 0 && isWokenWithin(Math.min(waitNanos, limitNanos))) {
      return closed ? Reception.CLOSED : Reception.QUIET;
    }
    if (waitNanos > limitNanos) {
      return Reception.QUIET;
    }
    sink.accept(ByteBuffer.wrap(recording.messages().get(next++).bytes()));
    return Reception.RECEIVED;
  }

  private long nanosToNext() {
    if (speed == 0) {
      return 0;
    }
    long offsetNanos = (long) (recording.messages().get(next).micros() * 1000 / speed);
    return startNanos + offsetNanos - System.nanoTime();
  }

  private boolean isWokenWithin(long nanos) {
    try {
      return wakes.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      closed = true;
      return true;
    }
  }

  @Override
  public void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  @Override
  public long refused() {
    return 0;
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
