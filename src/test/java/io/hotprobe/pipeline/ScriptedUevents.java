package io.hotprobe.pipeline;

import io.hotprobe.uevent.UeventSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A source that gives what the test tells it to, one step for each receive; quiet when there is nothing. */
public final class ScriptedUevents implements UeventSource {

  private record Step(Reception reception, List<byte[]> messages) {}

  /** What is behind it is read first, as from a socket. */
  private static final Step WAKE = new Step(Reception.QUIET, List.of());

  private final LinkedBlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private volatile long dropped;
  private volatile boolean closed;
  private volatile Exception failure;

  /** Is run at the beginning of each receive. */
  volatile Runnable onReceive = () -> {};

  /** Is run when a look has found nothing, before that is told. */
  volatile Runnable onQuiet = () -> {};

  /** One read of the source gives these. */
  public void send(byte[]... messages) {
    steps.add(new Step(Reception.RECEIVED, List.of(messages)));
  }

  /** Messages were lost. */
  public void lose(int count) {
    dropSilently(count);
    steps.add(new Step(Reception.LOST, List.of()));
  }

  /** Messages are lost after the source has told of a loss and before it was empty. */
  synchronized void dropSilently(int count) {
    dropped += count;
  }

  /** One look at the source finds nothing, whatever comes behind. */
  public void quiet() {
    steps.add(new Step(Reception.QUIET, List.of()));
  }

  /** The next read fails. */
  public void fail() {
    fail(new IOException("the socket broke"));
  }

  /** The next read ends with an IOException or a RuntimeException. */
  public void fail(Exception with) {
    failure = with;
    steps.add(new Step(Reception.QUIET, List.of()));
  }

  /** Steps that have not been taken yet. */
  int pending() {
    return steps.size();
  }

  @Override
  public Reception receive(Sink sink, int timeoutMillis) throws IOException {
    onReceive.run();
    Step step = next(timeoutMillis);
    while (step == WAKE && !steps.isEmpty()) {
      step = steps.poll();
    }
    if (failure instanceof RuntimeException unexpected) {
      throw unexpected;
    }
    if (failure != null) {
      throw (IOException) failure;
    }
    if (step == null) {
      return closed ? Reception.CLOSED : Reception.QUIET;
    }
    if (step.reception() == Reception.QUIET) {
      onQuiet.run();
    }
    step.messages().forEach(message -> sink.accept(ByteBuffer.wrap(message)));
    return closed && step.reception() == Reception.QUIET ? Reception.CLOSED : step.reception();
  }

  private Step next(int timeoutMillis) {
    try {
      if (closed || timeoutMillis == 0) {
        return steps.poll();
      }
      return timeoutMillis < 0 ? steps.take() : steps.poll(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      throw new AssertionError("the reader was interrupted", stop);
    }
  }

  @Override
  public void wake() {
    steps.add(WAKE);
  }

  @Override
  public long refused() {
    return 0;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    closed = true;
    quiet();
  }
}
