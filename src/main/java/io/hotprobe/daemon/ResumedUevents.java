package io.hotprobe.daemon;

import io.hotprobe.uevent.Ignored;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A source that first gives what an earlier daemon had begun and not ended, then what another source gives. */
public final class ResumedUevents implements UeventSource {

  /** Messages that one {@link #receive} hands over. */
  private static final int BATCH = 64;

  private final UeventSource source;
  private final Deque<byte[]> messages;

  /** @param messages whole uevents, in their order */
  public ResumedUevents(UeventSource source, List<byte[]> messages) {
    this.source = source;
    this.messages = new ArrayDeque<>(messages);
  }

  @Override
  public Reception receive(Sink sink, int timeoutMillis) throws IOException {
    if (messages.isEmpty()) {
      return source.receive(sink, timeoutMillis);
    }
    for (int i = 0; i < BATCH && !messages.isEmpty(); i++) {
      sink.accept(ByteBuffer.wrap(messages.poll()));
    }
    return Reception.RECEIVED;
  }

  @Override
  public void wake() {
    source.wake();
  }

  @Override
  public boolean leaveOut(Ignored ignored) {
    return source.leaveOut(ignored);
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
