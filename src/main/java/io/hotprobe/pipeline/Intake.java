package io.hotprobe.pipeline;

import java.nio.ByteBuffer;

/** Puts messages into the ring, but for those that nobody is to see and those that were there before. Confined to the reader. */
final class Intake {

  private final UeventRing ring;
  private final EarlyFilter filter;
  private final Counters counters;
  private final Seqnums seqnums = new Seqnums();

  Intake(UeventRing ring, EarlyFilter filter, Counters counters) {
    this.ring = ring;
    this.filter = filter;
    this.counters = counters;
  }

  /**
   * Puts a message from the source.
   *
   * @param pass the last pass over sysfs that was begun
   * @return false if it came so late that only sysfs can tell in which state its device is
   */
  boolean putLive(ByteBuffer message, long pass) {
    counters.received.increment();
    if (isLeftOut(message)) {
      counters.handled.increment();
      return true;
    }
    UeventSlot slot = ring.put(message, UeventSlot.Origin.LIVE, pass);
    Seqnums.Standing standing = seqnums.take(slot);
    if (standing == Seqnums.Standing.DUPLICATE) {
      slot.origin = UeventSlot.Origin.SKIPPED;
      counters.storm.duplicates.increment();
      counters.handled.increment();
    } else if (standing != Seqnums.Standing.IN_ORDER) {
      counters.storm.late.increment();
      return ring.sortIn() || standing == Seqnums.Standing.LATE;
    }
    return true;
  }

  /** Puts a device that a pass over sysfs has met. */
  void putReplayed(ByteBuffer message, UeventSlot.Origin origin, long pass) {
    if (!isLeftOut(message)) {
      counters.coldplugged.increment();
      ring.put(message, origin, pass);
    }
  }

  private boolean isLeftOut(ByteBuffer message) {
    boolean leftOut = filter.covers(message);
    if (leftOut) {
      counters.storm.ignored.increment();
    }
    return leftOut;
  }

  /** Marks that a pass over sysfs has ended. */
  void putPassComplete(long pass) {
    ring.putPassComplete(pass);
  }

  /** Shows the stages all that was put, and after it one that says nothing; gives its sequence. */
  long putPulse() {
    ring.pulse();
    return ring.cursor();
  }

  /** Shows the stages all that was put; gives the sequence of the last. */
  long publish() {
    ring.publish();
    return ring.cursor();
  }
}
