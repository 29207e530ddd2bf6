package io.hotprobe.pipeline;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Finds out whether the pipeline goes on, by a token that takes the way of the events. What may rightly take long, such as loads and
 * programs, is not on that way; a reader that waits because too many of them are open counts as going on as long as some end.
 *
 * <p>For one thread at a time.
 */
final class Pulse {

  /** How long a reader may wait for room while no event ends, in milliseconds: three times what the programs of one may take. */
  static final long FULL_MILLIS = 600_000;

  /** How often it looks whether the stages have passed, in milliseconds: they tell nobody. */
  private static final long LOOK_MILLIS = 5;

  private final UeventReader reader;
  private final DeviceOrder order;
  private final Executor starter;
  private final Counters counters;
  private final BooleanSupplier paused;
  private CompletableFuture<Long> asked;
  private long handled;
  private long handledNanos = System.nanoTime();

  /** @param paused whether no event is to end for now, by the operator's will */
  Pulse(UeventReader reader, DeviceOrder order, Executor starter, Counters counters, BooleanSupplier paused) {
    this.reader = reader;
    this.order = order;
    this.starter = starter;
    this.counters = counters;
    this.paused = paused;
  }

  /** What does not let the token through within {@code millis}; empty when it came through. */
  Optional<String> send(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    noteProgress();
    if (asked == null) {
      asked = reader.pulse();
    }
    Optional<Long> sequence = await(asked, end);
    if (sequence.isPresent()) {
      asked = null;
    } else if (!reader.isWaiting() || System.nanoTime() - handledNanos > TimeUnit.MILLISECONDS.toNanos(FULL_MILLIS)) {
      return Optional.of("the reader");
    }
    while (sequence.isPresent() && order.everyonePassed() < sequence.get()) {
      if (System.nanoTime() - end > 0) {
        return Optional.of("a match stage");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    CompletableFuture<Long> started = new CompletableFuture<>();
    starter.execute(() -> started.complete(0L));
    return await(started, Math.max(end, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS * 20))).isPresent()
        ? Optional.empty()
        : Optional.of("the starter");
  }

  private void noteProgress() {
    long now = counters.handled.sum();
    if (now != handled || paused.getAsBoolean()) {
      handled = now;
      handledNanos = System.nanoTime();
    }
  }

  private static Optional<Long> await(CompletableFuture<Long> done, long end) throws InterruptedException {
    try {
      return Optional.of(done.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
