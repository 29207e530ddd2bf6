package io.hotprobe.daemon;

import io.hotprobe.uevent.PassingSource;
import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A source that first gives what an earlier daemon had begun and not ended, then what another source gives. */
public final class ResumedUevents extends PassingSource {

  /** Messages that one {@link #receive} hands over. */
  private static final int BATCH = 64;

  private final Deque<byte[]> messages;

  /** @param messages whole uevents, in their order */
  public ResumedUevents(UeventSource source, List<byte[]> messages) {
    super(source);
    this.messages = new ArrayDeque<>(messages);
  }

  @Override
  public Reception receive(Sink sink, int timeoutMillis) throws IOException {
    if (messages.isEmpty()) {
      return super.receive(sink, timeoutMillis);
    }
    for (int i = 0; i < BATCH && !messages.isEmpty(); i++) {
      sink.accept(ByteBuffer.wrap(messages.poll()));
    }
    return Reception.RECEIVED;
  }
}
