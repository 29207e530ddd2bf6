package io.hotprobe.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where turns whose time has come pass to be started; while it is shut they wait here. At most {@link DeviceOrder#LIMIT} turns are open at
 * a time, and what is in the ring: then the reader waits, and the kernel's buffer takes what comes.
 *
 * <p>Safe for any thread. Turns are handed on outside the lock; those that wait here have nothing to do with each other.
 */
final class Gate {

  private final Consumer<Turn> starts;
  private final Consumer<Turn> drops;
  private List<Turn> waiting = new ArrayList<>();
  private State state = State.OPEN;
  private long shutSinceNanos;
  private long dropped;

  private enum State {
    OPEN,
    SHUT,
    /** For good. */
    ENDED
  }

  /**
   * Who waits.
   *
   * @param shut whether it is shut
   * @param sinceNanos since when, by {@link System#nanoTime}; meaningless when it is open
   * @param waiting turns that are kept here; those that wait for them do not count
   */
  record Queue(boolean shut, long sinceNanos, int waiting) {}

  /**
   * An open gate.
   *
   * @param starts starts a turn
   * @param drops is given what was not started when all ends
   */
  Gate(Consumer<Turn> starts, Consumer<Turn> drops) {
    this.starts = starts;
    this.drops = drops;
  }

  /** A turn's time has come. */
  void pass(Turn turn) {
    State now;
    synchronized (this) {
      now = state;
      if (now == State.SHUT) {
        waiting.add(turn);
      } else if (now == State.ENDED) {
        dropped++;
      }
    }
    if (now == State.OPEN) {
      starts.accept(turn);
    } else if (now == State.ENDED) {
      drops.accept(turn);
    }
  }

  /** Has turns wait from now on; whether they did not before. */
  synchronized boolean shut() {
    if (state != State.OPEN) {
      return false;
    }
    state = State.SHUT;
    shutSinceNanos = System.nanoTime();
    return true;
  }

  /** Starts what waited, and what comes; how many waited. */
  int open() {
    List<Turn> ready;
    synchronized (this) {
      if (state != State.SHUT) {
        return 0;
      }
      state = State.OPEN;
      ready = take();
    }
    ready.forEach(starts);
    return ready.size();
  }

  /** Nothing that waits is started any more. An open gate stays open. */
  void end() {
    List<Turn> left;
    synchronized (this) {
      if (state != State.SHUT) {
        return;
      }
      state = State.ENDED;
      left = take();
      dropped += left.size();
    }
    left.forEach(drops);
  }

  private List<Turn> take() {
    List<Turn> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }

  synchronized Queue queue() {
    return new Queue(state == State.SHUT, shutSinceNanos, waiting.size());
  }

  /** How many were not started because all ended. */
  synchronized long dropped() {
    return dropped;
  }
}
