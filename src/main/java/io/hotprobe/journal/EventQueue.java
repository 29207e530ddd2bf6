package io.hotprobe.journal;

import io.hotprobe.uevent.Uevent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiPredicate;

/**
 * What one who looks on has not taken yet. When it is full, what comes is lost, and counted. Safe for any thread; those who tell it never
 * block.
 */
public final class EventQueue implements Onlooker {

  /** How much may wait, in bytes as {@link Observed#weight} counts them. */
  public static final int MOST_BYTES = 2 << 20;

  /** What was done for a uevent takes so much more, roughly, in bytes. */
  private static final int DEEDS = 1024;

  private final BiPredicate<Uevent, Boolean> filter;
  private final Stages stages;
  private final Runnable filled;
  private final Queue<Entry> entries = new ArrayDeque<>();
  private long bytes;
  private long lost;

  /** Which of the two tellings are wanted: when the kernel's uevent is taken in, when a uevent is done with. */
  public record Stages(boolean kernel, boolean handled) {}

  /** What can be taken out. */
  public sealed interface Entry {

    /** The kernel sent it. */
    record Kernel(Observed uevent) implements Entry {}

    /** It is done with. */
    record Over(Done done) implements Entry {}

    /** So many entries found no room before the next one. */
    record Lost(long count) implements Entry {}
  }

  /**
   * An empty queue.
   *
   * @param filter which uevents; the second is whether it is a live one
   * @param filled is run when there is something in an empty queue
   */
  public EventQueue(BiPredicate<Uevent, Boolean> filter, Stages stages, Runnable filled) {
    this.filter = filter;
    this.stages = stages;
    this.filled = filled;
  }

  @Override
  public boolean wants(Uevent uevent, boolean live) {
    return (stages.handled() || live) && filter.test(uevent, live);
  }

  @Override
  public void taken(Observed uevent) {
    if (stages.kernel() && uevent.live()) {
      put(new Entry.Kernel(uevent), uevent.weight());
    }
  }

  @Override
  public void over(Done done) {
    if (stages.handled()) {
      put(new Entry.Over(done), weight(done));
    }
  }

  private static int weight(Done done) {
    return done.uevent().weight() * (done.handled().isPresent() ? 2 : 1) + DEEDS;
  }

  private void put(Entry entry, int weight) {
    boolean first;
    synchronized (this) {
      if (bytes + weight > MOST_BYTES) {
        lost++;
        return;
      }
      first = entries.isEmpty();
      if (lost > 0) {
        entries.add(new Entry.Lost(lost));
        lost = 0;
      }
      entries.add(entry);
      bytes += weight;
    }
    if (first) {
      filled.run();
    }
  }

  /** Takes the next one out; null when there is none. What was lost since the last one is told when nothing else is left. */
  public synchronized Entry poll() {
    Entry entry = entries.poll();
    if (entry instanceof Entry.Kernel kernel) {
      bytes -= kernel.uevent().weight();
    } else if (entry instanceof Entry.Over over) {
      bytes -= weight(over.done());
    } else if (entry == null && lost > 0) {
      entry = new Entry.Lost(lost);
      lost = 0;
    }
    return entry;
  }
}
