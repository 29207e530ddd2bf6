package io.hotprobe.pipeline;

import io.hotprobe.sysfs.Coldplug;
import io.hotprobe.uevent.UeventSource.Sink;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Passes over sysfs, one at a time, in steps. Confined to the reader, but for {@link #want}, {@link #wantResync} and {@link #isPassing}.
 *
 * <p>A device that has not had its turn gets it in any pass. After a loss, one that had gets a {@code change}, since one of its own may have
 * been among what was lost; and one that is gone gets its {@code remove}. Uevents that are lost during a pass make another.
 */
final class SysfsPasses {

  /** Devices of a pass that are put between two looks at the source, in the service. */
  static final int STEP = 64;

  private final Supplier<Coldplug> coldplugs;
  private final Intake intake;
  private final Counters counters;
  private final LongSupplier dropped;
  private final LongConsumer complete;
  private int stepSize = STEP;
  private final Sink sink = this::put;

  private final AtomicBoolean wanted = new AtomicBoolean();
  private final AtomicBoolean resyncWanted = new AtomicBoolean();
  private volatile Coldplug coldplug;
  private UeventSlot.Origin origin = UeventSlot.Origin.COLDPLUG;
  private long number;
  private long droppedAtStart;

  /**
   * @param dropped the source's counter
   * @param complete is told the sequence of the last slot of a pass
   */
  SysfsPasses(Supplier<Coldplug> coldplugs, Intake intake, Counters counters, LongSupplier dropped, LongConsumer complete) {
    this.coldplugs = coldplugs;
    this.intake = intake;
    this.counters = counters;
    this.dropped = dropped;
    this.complete = complete;
  }

  /** Has so many devices be put between two looks at the source. Before the first step. */
  void inStepsOf(int devices) {
    stepSize = devices;
  }

  /** Asks for a pass, after the one that is under way. Any thread. */
  void want() {
    wanted.set(true);
  }

  /** Asks for one that finds out what lost uevents said. Any thread. */
  void wantResync() {
    resyncWanted.set(true);
    wanted.set(true);
  }

  /** Whether one is under way or asked for. Any thread. */
  boolean isPassing() {
    return coldplug != null || wanted.get();
  }

  /** The number of the last pass that was begun. */
  long number() {
    return number;
  }

  /** Goes on with the pass under way, or begins one that was asked for. */
  void step() {
    if (coldplug == null && wanted.get()) {
      coldplug = coldplugs.get();
      wanted.set(false);
      origin = resyncWanted.getAndSet(false) ? UeventSlot.Origin.RESYNC : UeventSlot.Origin.COLDPLUG;
      droppedAtStart = dropped.getAsLong();
      number++;
    }
    if (coldplug == null) {
      return;
    }
    boolean more = coldplug.step(sink, stepSize);
    if (!more) {
      intake.putPassComplete(number);
      if (origin == UeventSlot.Origin.RESYNC) {
        counters.storm.resyncs.increment();
      }
      wantIfDropped();
    }
    long cursor = intake.publish();
    if (!more) {
      coldplug = null;
      complete.accept(cursor);
    }
  }

  /**
   * Asks for another if anything was lost since the last began. The source tells of a loss once, and goes on losing without a word until
   * it has been empty.
   */
  void wantIfDropped() {
    if (dropped.getAsLong() > droppedAtStart) {
      wantResync();
    }
  }

  private void put(ByteBuffer message) {
    intake.putReplayed(message, origin, number);
  }
}
