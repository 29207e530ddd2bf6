package io.hotprobe.journal;

import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes log lines on a thread of its own, so that a reader who stops reading holds up nobody. Lines that find no room are dropped and
 * counted; the count is written when there is room again.
 *
 * <p>{@link #accept} is safe for any thread and never blocks.
 */
public final class LogWriter implements Consumer<String>, AutoCloseable {

  /** Lines that may wait to be written. */
  public static final int LINES = 4096;

  /** How long {@link #close} waits for the last lines to be written, in milliseconds. */
  private static final long CLOSE_MILLIS = 1_000;

  /** Told apart by identity: no line that somebody writes is it. */
  private static final String END = new String("end");

  private final PrintStream out;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES);
  private final AtomicLong dropped = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** A writer to {@code out}, which is not closed. */
  public LogWriter(PrintStream out) {
    this.out = out;
    Thread thread = new Thread(this::write, "hotprobe-log");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void accept(String line) {
    if (!lines.offer(line)) {
      dropped.incrementAndGet();
    }
  }

  private void write() {
    try {
      for (String line = lines.take(); line != END; line = lines.take()) {
        out.println(line);
        tellDropped();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private void tellDropped() {
    long count = dropped.getAndSet(0);
    if (count > 0) {
      out.println("hotprobe: " + count + " log lines were dropped: nobody read them in time");
    }
  }

  /** Writes what is waiting, as far as somebody reads it. Lines that come later are not written. */
  @Override
  public void close() {
    try {
      if (lines.offer(END, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        ended.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
