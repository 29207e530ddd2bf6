package io.hotprobe.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * An executor with a time of its own, as a simulation has it. What is asked of any other goes by the machine's clock and blocks the
 * thread. Safe for any thread.
 */
public interface Paced extends Executor {

  /** Its time, as {@link System#nanoTime}. */
  long nanos();

  /** Runs on it what it is given, {@code millis} later. */
  Executor after(long millis);

  /** A number from 0 to below {@code bound} by its kind of chance. */
  long chance(long bound);

  /** Waits, on a thread of this executor, for what completes without an exception. */
  <T> T await(CompletableFuture<T> future);

  /** The time by which an executor goes. */
  static long nanos(Executor executor) {
    return executor instanceof Paced paced ? paced.nanos() : System.nanoTime();
  }

  /** Runs on an executor what it is given, {@code millis} later. */
  static Executor after(long millis, Executor executor) {
    return executor instanceof Paced paced ? paced.after(millis) : CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, executor);
  }

  /** A number from 0 to below {@code bound} by chance. */
  static long chance(long bound, Executor executor) {
    return executor instanceof Paced paced ? paced.chance(bound) : ThreadLocalRandom.current().nextLong(bound);
  }

  /** Waits, on a thread of an executor, for what completes without an exception. */
  static <T> T await(CompletableFuture<T> future, Executor executor) {
    return executor instanceof Paced paced ? paced.await(future) : future.join();
  }
}
