package io.hotprobe.uevent;

import java.io.IOException;

/** Gives what another source gives, and passes on all that it is asked; what stands before another source says what it does besides. */
public abstract class PassingSource implements UeventSource {

  protected final UeventSource source;

  /** @param source is asked all that this one is asked, and closed with it */
  protected PassingSource(UeventSource source) {
    this.source = source;
  }

  @Override
  public Reception receive(Sink sink, int timeoutMillis) throws IOException {
    return source.receive(sink, timeoutMillis);
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
