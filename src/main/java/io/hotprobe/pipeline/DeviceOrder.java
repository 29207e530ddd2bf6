package io.hotprobe.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/**
 * Lets a turn start when every earlier turn of the same device, its ancestors and its descendants is over; all else runs side by
 * side. A device that was moved counts at both its places.
 *
 * <p>Several match stages enter turns, each in its own pace. A turn is placed only when every stage has passed its sequence, so that
 * turns are placed in the order of the uevents. The cost of placing does not grow with the number of open turns: a turn waits for the
 * last one of each place on its path, and takes over from those below it.
 *
 * <p>Safe for any thread. Turns are started outside the lock.
 */
final class DeviceOrder {

  /** Open turns beyond which the reader waits; the ring's slots may come on top. */
  static final int LIMIT = 4096;

  /** How often a waiting settle looks whether the stages have passed: they take no lock to tell. */
  private static final long LOOK_MILLIS = 5;

  private final AtomicLongArray passed;
  private final Consumer<Turn> start;
  private final PriorityQueue<Turn> entered = new PriorityQueue<>(Comparator.comparingLong(turn -> turn.sequence));
  private final Place root = new Place(null, "");
  private volatile int unplaced;
  private boolean stopped;
  private final TreeMap<Long, Turn> open = new TreeMap<>();
  private final FailedDevices failed = new FailedDevices();

  /** A point of the device tree at or below which a turn is open. */
  private static final class Place {
    private final Place parent;
    private final String name;
    private final Map<String, Place> children = new HashMap<>(4);
    private Turn last;

    Place(Place parent, String name) {
      this.parent = parent;
      this.name = name;
    }
  }

  DeviceOrder(int stages, Consumer<Turn> start) {
    this.passed = new AtomicLongArray(stages);
    for (int i = 0; i < stages; i++) {
      passed.set(i, -1);
    }
    this.start = start;
  }

  /** Takes a turn in; it starts later, from {@link #advance} or {@link #leave}. */
  synchronized void enter(Turn turn) {
    entered.add(turn);
    unplaced++;
    open.put(turn.sequence, turn);
  }

  /** A stage tells that it has done everything up to {@code sequence}. Takes no lock while no turn is waiting to be placed. */
  void advance(int stage, long sequence) {
    passed.set(stage, sequence);
    if (unplaced > 0) {
      place().forEach(start);
    }
  }

  /** The turn is over: those that waited only for it start now. */
  void leave(Turn turn) {
    List<Turn> ready = new ArrayList<>();
    synchronized (this) {
      turn.over = true;
      open.remove(turn.sequence);
      for (Turn next : turn.waiting) {
        if (--next.waitsFor == 0) {
          ready.add(next);
        }
      }
      turn.devpaths().forEach(devpath -> prune(turn, devpath));
      notifyAll();
    }
    ready.forEach(start);
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
    return everyonePassed() >= sequence && (open.isEmpty() || open.firstKey() > sequence);
  }

  synchronized int open() {
    return open.size();
  }

  /** The turns that have been under way since before {@code nanos} of {@link System#nanoTime}, oldest first. */
  synchronized List<Turn> startedBefore(long nanos) {
    List<Turn> old = new ArrayList<>();
    for (Turn turn : open.values()) {
      if (turn.isStarted() && turn.startedNanos() - nanos < 0) {
        old.add(turn);
      }
    }
    return old;
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

  private synchronized List<Turn> place() {
    long everyonePassed = everyonePassed();
    List<Turn> ready = new ArrayList<>();
    while (!entered.isEmpty() && entered.peek().sequence <= everyonePassed) {
      Turn turn = entered.poll();
      unplaced--;
      turn.devpaths().forEach(devpath -> place(turn, devpath));
      if (turn.waitsFor == 0) {
        ready.add(turn);
      }
    }
    return ready;
  }

  private void place(Turn turn, String devpath) {
    Place place = root;
    for (String name : names(devpath)) {
      waitFor(turn, place.last);
      Place parent = place;
      place = parent.children.computeIfAbsent(name, unseen -> new Place(parent, name));
    }
    waitForAll(turn, place);
    place.children.clear();
    place.last = turn;
  }

  /** Makes the turn wait for those at and below a place; later turns need to wait for this one only. */
  private static void waitForAll(Turn turn, Place place) {
    waitFor(turn, place.last);
    for (Place child : place.children.values()) {
      waitForAll(turn, child);
    }
  }

  private static void waitFor(Turn turn, Turn earlier) {
    if (earlier != null && earlier != turn && !earlier.over) {
      earlier.waiting.add(turn);
      turn.waitsFor++;
    }
  }

  private void prune(Turn turn, String devpath) {
    Place place = root;
    for (String name : names(devpath)) {
      place = place.children.get(name);
      if (place == null) {
        return;
      }
    }
    if (place.last != turn) {
      return;
    }
    place.last = null;
    while (place.parent != null && place.last == null && place.children.isEmpty()) {
      place.parent.children.remove(place.name);
      place = place.parent;
    }
  }

  private static String[] names(String devpath) {
    return devpath.substring(1).split("/");
  }
}
