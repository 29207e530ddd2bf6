package io.hotprobe.daemon;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.PassingJournal;
import io.hotprobe.load.LoadedModules;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.LoadOutcome;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Records what was loaded, on a thread of its own, and passes everything on to another journal. When the record cannot be written, that
 * is told once until it works again; the service goes on, and autoclean leaves those modules alone.
 *
 * <p>Safe for any thread; never blocks those who tell it.
 */
public final class LoadedJournal extends PassingJournal implements AutoCloseable {

  /** Loads that may wait to be recorded. */
  static final int WAITING = 4096;

  /** How long {@link #close} waits for the last ones, in milliseconds. */
  private static final long CLOSE_MILLIS = 1_000;

  private final LoadedModules record;
  private final BlockingQueue<Load> loads = new ArrayBlockingQueue<>(WAITING);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean told = new AtomicBoolean();

  /** @param outcomes none to end the thread */
  private record Load(List<LoadOutcome> outcomes, String devpath) {}

  /** A journal before another, with its thread. */
  public LoadedJournal(Journal next, LoadedModules record) {
    super(next);
    this.record = record;
    Thread thread = new Thread(this::write, "hotprobe-record");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void handled(Handled handled) {
    next.handled(handled);
    List<LoadOutcome> loaded = handled.deeds().outcomes().stream().filter(LoadOutcome.Loaded.class::isInstance).toList();
    if (!loaded.isEmpty() && !loads.offer(new Load(loaded, handled.subject().devpath()))) {
      tellOnce(WAITING + " loads wait to be written already");
    }
  }

  private void write() {
    try {
      for (Load load = loads.take(); !load.outcomes().isEmpty(); load = loads.take()) {
        write(load);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private void write(Load load) {
    try {
      record.add(load.outcomes(), load.devpath());
      told.set(false);
    } catch (IOException failed) {
      tellOnce(FileFailure.text(failed) + "; once there is room and the right to write there, it goes on by itself");
    } catch (RuntimeException fault) {
      tellOnce(fault.toString());
    }
  }

  private void tellOnce(String problem) {
    if (told.compareAndSet(false, true)) {
      next.notice(Level.WARNING, "what is loaded cannot be recorded, autoclean will leave it alone: " + problem);
    }
  }

  /** Writes what is waiting, for a second at most. Loads that come later are not recorded. */
  @Override
  public void close() {
    try {
      if (loads.offer(new Load(List.of(), ""), CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        ended.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
