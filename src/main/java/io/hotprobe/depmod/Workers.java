package io.hotprobe.depmod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Does many pieces of work at once: the caller and further threads, as many as there are processors, {@link #MOST} in all. */
final class Workers {

  /** Most threads: each may take {@link io.hotprobe.module.ModuleFile#LARGEST_IMAGE} and what unpacking needs beside it. */
  static final int MOST = 4;

  /** One piece of work, told by its number. */
  interface Work {
    void run(int piece) throws IOException;
  }

  private final int pieces;
  private final Work work;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Workers(int pieces, Work work) {
    this.pieces = pieces;
    this.work = work;
  }

  /**
   * Does the pieces 0 to {@code pieces - 1}, in any order; when this returns all are done.
   *
   * @throws IOException what the first failing piece threw; others may not have been begun then
   */
  static void run(int pieces, Work work) throws IOException {
    Workers workers = new Workers(pieces, work);
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i < Math.min(pieces, Math.min(MOST, Runtime.getRuntime().availableProcessors())); i++) {
      threads.add(new Thread(workers::take, "depmod-" + i));
    }
    threads.forEach(Thread::start);
    workers.take();
    for (Thread thread : threads) {
      join(thread);
    }
    workers.rethrow();
  }

  private void take() {
    try {
      for (int i = next.getAndIncrement(); i < pieces && failure.get() == null; i = next.getAndIncrement()) {
        work.run(i);
      }
    } catch (IOException | RuntimeException | Error failed) {
      failure.compareAndSet(null, failed);
    }
  }

  private void rethrow() throws IOException {
    Throwable failed = failure.get();
    if (failed instanceof IOException known) {
      throw known;
    }
    if (failed instanceof RuntimeException wrong) {
      throw wrong;
    }
    if (failed instanceof Error error) {
      throw error;
    }
  }

  private static void join(Thread thread) throws IOException {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while modules were read", interrupted);
    }
  }
}
