package io.hotprobe.pipeline;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.hotprobe.journal.Journal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The ring between the reader and the match stages: preallocated slots, one producer, stages that sleep when there is nothing to do.
 *
 * <p>{@link #put} and {@link #publish} are for the reader thread only. A full ring makes the reader wait; the kernel's socket buffer
 * takes what comes meanwhile.
 */
final class UeventRing {

  /** Slots, when threads are the stages; a power of two. */
  static final int SLOTS = 1024;

  private final Disruptor<UeventSlot> disruptor;
  private final RingBuffer<UeventSlot> ring;
  private final Counters counters;
  private final Runnable taken;
  private long claimed = -1;
  private long published = -1;

  /**
   * @param slots how many, a power of two
   * @param taken is run when messages were shown to the stages
   */
  UeventRing(int slots, ThreadFactory threads, Counters counters, Journal journal, Runnable taken) {
    this.counters = counters;
    this.taken = taken;
    disruptor = new Disruptor<>(UeventSlot::new, slots, threads, ProducerType.SINGLE, new BlockingWaitStrategy());
    disruptor.setDefaultExceptionHandler(new StageFaults(counters, journal));
    ring = disruptor.getRingBuffer();
  }

  void start(List<? extends EventHandler<UeventSlot>> stages) {
    for (EventHandler<UeventSlot> stage : stages) {
      disruptor.handleEventsWith(stage);
    }
    disruptor.start();
  }

  /** Writes a message into the next slot; it is seen by the stages after {@link #publish}. */
  UeventSlot put(ByteBuffer message, UeventSlot.Origin origin, long pass) {
    UeventSlot slot = claim();
    slot.fill(message, origin, pass);
    return slot;
  }

  /**
   * Puts the last message before those that the kernel numbered higher and that the stages have not been shown.
   *
   * @return whether one with a lower number stands before it
   */
  boolean sortIn() {
    for (long at = claimed; at > published + 1; at--) {
      UeventSlot slot = ring.get(at);
      UeventSlot earlier = ring.get(at - 1);
      if (earlier.seqnum <= slot.seqnum) {
        return true;
      }
      slot.swap(earlier);
    }
    return false;
  }

  /** Marks that a pass over sysfs has ended. */
  void putPassComplete(long pass) {
    claim().fillPassComplete(pass);
  }

  /** Shows the stages all that was put, and a slot that is nothing but seen. */
  void pulse() {
    claim().fillPulse();
    publish();
  }

  private UeventSlot claim() {
    if (!ring.hasAvailableCapacity(1)) {
      publish();
      counters.ringFull.increment();
    }
    claimed = ring.next();
    return ring.get(claimed);
  }

  /** Shows the stages all that was put. */
  void publish() {
    if (claimed > published) {
      ring.publish(published + 1, claimed);
      published = claimed;
      taken.run();
    }
  }

  /** For stages that are driven by hand: the slots, of which none is used again before these sequences have passed it. */
  RingBuffer<UeventSlot> slotsBehind(Sequence... stages) {
    ring.addGatingSequences(stages);
    return ring;
  }

  /** Sequence of the last slot the stages were shown. */
  long cursor() {
    return ring.getCursor();
  }

  /** Ends the stages after they have taken all that was published. The producer must have stopped. */
  void close(long timeoutMillis) throws com.lmax.disruptor.TimeoutException {
    disruptor.shutdown(timeoutMillis, TimeUnit.MILLISECONDS);
  }
}
