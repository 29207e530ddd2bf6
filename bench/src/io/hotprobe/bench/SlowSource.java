package io.hotprobe.bench;

import io.hotprobe.uevent.PassingSource;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;

/** A source whose every message takes so long to take in: an artificially slow reader. */
final class SlowSource extends PassingSource {

  private final long nanos;

  SlowSource(UeventSource source, long nanos) {
    super(source);
    this.nanos = nanos;
  }

  @Override
  public Reception receive(Sink sink, int timeoutMillis) throws IOException {
    return source.receive(message -> {
      long end = System.nanoTime() + nanos;
      sink.accept(message);
      while (System.nanoTime() - end < 0) {
        Thread.onSpinWait();
      }
    }, timeoutMillis);
  }
}
