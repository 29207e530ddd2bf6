package io.hotprobe.bench;

import io.hotprobe.uevent.UeventSource;
import java.io.IOException;

/** A source whose every message takes so long to take in: an artificially slow reader. */
final class SlowSource implements UeventSource {

  private final UeventSource source;
  private final long nanos;

  SlowSource(UeventSource source, long nanos) {
    this.source = source;
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

  @Override
  public void wake() {
    source.wake();
  }

  @Override
  public long refused() {
    return source.refused();
  }

  @Override
  public long dropped() {
    return source.dropped();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
