package io.hotprobe.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/** The kernel's monotonic clock in microseconds, as udev's timestamps have it. Safe for any thread. */
public final class MonotonicClock implements LongSupplier {

  private static final int CLOCK_MONOTONIC = 1;
  private static final int TIMESPEC = 16;

  private final Libc libc;

  /** @throws IOException if JNA's native library cannot be loaded */
  public MonotonicClock() throws IOException {
    this.libc = Libc.link();
  }

  @Override
  public long getAsLong() {
    ByteBuffer time = Libc.allocate(TIMESPEC);
    libc.clock_gettime(CLOCK_MONOTONIC, time);
    return time.getLong(0) * 1_000_000 + time.getLong(Long.BYTES) / 1_000;
  }
}
