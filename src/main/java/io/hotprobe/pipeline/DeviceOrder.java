package io.hotprobe.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Lets a turn start when every earlier turn of the same device, its ancestors and its descendants is over, and of what has its number or
 * node; all else runs side by side. A device that was moved counts at both its places.
 *
 * <p>Several match stages enter turns, each in its own pace. A turn is placed only when every stage has passed its sequence, so that
 * turns are placed in the order of the uevents. A {@code change} that says what the one before it said, which has not begun, is taken
 * together with that.
 *
 * <p>Safe for any thread. Turns are started, and the outlet is told, outside the lock.
 */
final class DeviceOrder {

  /** Open turns beyond which the reader waits; the ring's slots may come on top. */
  static final int LIMIT = 16_384;

  /** How often a waiting settle looks whether the stages have passed: they take no lock to tell. */
  private static final long LOOK_MILLIS = 5;

  private final AtomicLongArray passed;
  private final int mostInJam;
  private final Outlet outlet;
  private final PriorityQueue<Turn> entered = new PriorityQueue<>();
  private final Places places = new Places();
  private volatile int unplaced;
  private volatile int crowds;
  private boolean stopped;
  private final TreeSet<Turn> open = new TreeSet<>();
  private final FailedDevices failed = new FailedDevices();

  /** What becomes of turns. */
  interface Outlet {

    /** Its turn has come. */
    void start(Turn turn);

    /** It says what a turn said that has not begun: that one does for both. */
    default void absorbed(Turn turn) {}

    /** As many turns as may wait behind a device: what would join them is passed over from now on. */
    default void crowded(String devpath) {}

    /** Half of the turns that waited behind a device are done, and uevents were passed over. */
    default void missed(String devpath) {}
  }

  DeviceOrder(int stages, Outlet outlet) {
    this(stages, Jam.LIMIT, outlet);
  }

  /** @param mostInJam turns that may wait in one jam */
  DeviceOrder(int stages, int mostInJam, Outlet outlet) {
    this.mostInJam = mostInJam;
    this.passed = new AtomicLongArray(stages);
    for (int i = 0; i < stages; i++) {
      passed.set(i, -1);
    }
    this.outlet = outlet;
  }

  /** Takes a turn in; it starts later, from {@link #advance} or {@link #leave}. */
  synchronized void enter(Turn turn) {
    entered.add(turn);
    unplaced++;
    open.add(turn);
  }

  /** A stage tells that it has done everything up to {@code sequence}. Takes no lock while no turn is waiting to be placed. */
  void advance(int stage, long sequence) {
    passed.set(stage, sequence);
    if (unplaced > 0) {
      place();
    }
  }

  /**
   * Whether there is no room for a turn of these, so that its uevent is to be passed over as if the kernel had dropped it: what it said is
   * found out later, by a pass over sysfs. Takes no lock while no subtree is crowded.
   */
  boolean refuses(Turn.Cause cause) {
    if (crowds == 0) {
      return false;
    }
    synchronized (this) {
      Jam crowd = places.crowd(cause.devpaths(), cause.names());
      if (crowd != null) {
        crowd.missed = true;
      }
      return crowd != null;
    }
  }

  /** Whether some subtree is so crowded that {@link #refuses} may be true. */
  boolean isCrowded() {
    return crowds > 0;
  }

  /** The turn is over: those that waited only for it start now. */
  void leave(Turn turn) {
    List<Turn> ready = new ArrayList<>();
    List<Jam> missed = new ArrayList<>();
    synchronized (this) {
      turn.over = true;
      open.remove(turn);
      for (Turn next : turn.waiting) {
        if (--next.waitsFor == 0) {
          ready.add(next);
          leave(next.jam, missed);
        }
      }
      places.leave(turn);
      notifyAll();
    }
    ready.forEach(outlet::start);
    missed.forEach(jam -> outlet.missed(jam.devpath));
  }

  private void leave(Jam jam, List<Jam> missed) {
    jam.waiting--;
    if (jam.crowded && jam.waiting <= mostInJam / 2) {
      jam.crowded = false;
      crowds--;
      if (jam.missed) {
        jam.missed = false;
        missed.add(jam);
      }
    }
  }

  /** Waits while {@link #LIMIT} turns are open; whether it had to wait. */
  synchronized boolean awaitRoom() throws InterruptedException {
    boolean waited = open.size() >= LIMIT;
    while (open.size() >= LIMIT && !stopped) {
      wait();
    }
    return waited;
  }

  /** Ends the wait for room, for good: reading is about to end. */
  synchronized void stopWaiting() {
    stopped = true;
    notifyAll();
  }

  /**
   * Waits until every stage has passed {@code sequence} and every turn up to it is over.
   *
   * @param millis how long at most
   * @return whether it came to that
   */
  synchronized boolean awaitOver(long sequence, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!isOver(sequence)) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, LOOK_MILLIS));
    }
    return true;
  }

  /** Whether every stage has passed {@code sequence} and every turn up to it is over. */
  synchronized boolean isOver(long sequence) {
    return everyonePassed() >= sequence && (open.isEmpty() || open.first().sequence > sequence);
  }

  synchronized int open() {
    return open.size();
  }

  /** The turns that have been under way since before {@code nanos} of {@link System#nanoTime}, oldest first. */
  synchronized List<Turn> startedBefore(long nanos) {
    List<Turn> old = new ArrayList<>();
    for (Turn turn : open) {
      if (turn.isStarted() && turn.startedNanos() - nanos < 0) {
        old.add(turn);
      }
    }
    return old;
  }

  /** Turns that may wait in one jam. */
  int mostInJam() {
    return mostInJam;
  }

  /** The devices whose turn ended with modules that could not be loaded. */
  FailedDevices failed() {
    return failed;
  }

  /** The sequence that every stage has passed. */
  long everyonePassed() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < passed.length(); i++) {
      least = Math.min(least, passed.get(i));
    }
    return least;
  }

  private void place() {
    List<Turn> ready = new ArrayList<>();
    List<Turn> absorbed = new ArrayList<>();
    List<Jam> crowded = new ArrayList<>();
    synchronized (this) {
      long everyonePassed = everyonePassed();
      while (!entered.isEmpty() && entered.peek().sequence <= everyonePassed) {
        Turn turn = entered.poll();
        unplaced--;
        if (places.holdsSame(turn)) {
          open.remove(turn);
          absorbed.add(turn);
        } else {
          place(turn, ready, crowded);
        }
      }
      if (!absorbed.isEmpty()) {
        notifyAll();
      }
    }
    ready.forEach(outlet::start);
    absorbed.forEach(outlet::absorbed);
    crowded.forEach(jam -> outlet.crowded(jam.devpath));
  }

  private void place(Turn turn, List<Turn> ready, List<Jam> crowded) {
    places.enter(turn);
    if (turn.waitsFor == 0) {
      ready.add(turn);
    } else if (turn.jam.waiting >= mostInJam && !turn.jam.crowded) {
      turn.jam.crowded = true;
      crowds++;
      crowded.add(turn.jam);
    }
  }
}
