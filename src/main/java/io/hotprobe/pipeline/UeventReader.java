package io.hotprobe.pipeline;

import io.hotprobe.journal.Journal;
import io.hotprobe.uevent.UeventSource;
import io.hotprobe.uevent.UeventSource.Reception;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The reader thread: takes messages from the source and puts them into the ring, nothing else. While a pass over sysfs is under way it
 * puts some devices of it in between, whenever the source is quiet for the moment or has been busy for long.
 */
final class UeventReader implements Runnable {

  /** Receptions in a row after which a pass goes on although the source is not quiet. */
  static final int BUSY_RECEPTIONS = 16;

  /** A reader that does nothing but fail is given up after so many times. */
  static final int MOST_FAULTS_IN_A_ROW = 100;

  private final UeventSource source;
  private final Intake intake;
  private final DeviceOrder order;
  private final SysfsPasses passes;
  private final Counters counters;
  private final Journal journal;
  private final LossNotice notice;

  private final UeventSource.Sink live = this::putLive;
  private final Queue<CompletableFuture<Void>> awaitingQuiet = new ConcurrentLinkedQueue<>();
  /** Those that had asked before the read under way began: only they may take its silence for an answer. */
  private final Queue<CompletableFuture<Void>> answeredByQuiet = new ConcurrentLinkedQueue<>();
  private final Queue<CompletableFuture<Long>> awaitingPulse = new ConcurrentLinkedQueue<>();
  private volatile boolean waiting;
  private volatile boolean failed;
  private volatile boolean ended;
  private volatile boolean stopped;
  private int faultsInARow;
  private int busyInARow;
  private boolean congested;
  private boolean ahead;

  UeventReader(UeventSource source, Intake intake, DeviceOrder order, SysfsPasses passes, Counters counters, Journal journal) {
    this.source = source;
    this.intake = intake;
    this.order = order;
    this.passes = passes;
    this.counters = counters;
    this.journal = journal;
    this.notice = new LossNotice(journal, source.dropped());
  }

  /** Asks for a pass over sysfs, after the one that is under way. Any thread. */
  void wantPass() {
    passes.want();
    source.wake();
  }

  @Override
  public void run() {
    try {
      while (receiveGuarded()) {
        waiting = true;
        if (order.awaitRoom()) {
          counters.orderFull.increment();
        }
        waiting = false;
      }
    } catch (IOException broken) {
      end("the uevent source failed, no more uevents are read: " + broken.getMessage());
    } catch (Error broken) {
      end("no more uevents are read: " + broken);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      notice.end();
      ended = true;
      tellEnd();
    }
  }

  private void end(String why) {
    failed = true;
    journal.notice(System.Logger.Level.ERROR, why);
  }

  /** Tells the reader that a pass under way is not to be finished when the source closes. Any thread. */
  void stop() {
    stopped = true;
    order.stopWaiting();
  }

  /**
   * Completes when all that is in the source now has been put into the ring, and no pass over sysfs is to make up for what was lost, or
   * nothing is read any more. Any thread.
   */
  CompletableFuture<Void> takenIn() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    awaitingQuiet.add(done);
    source.wake();
    if (ended) {
      tellEnd();
    }
    return done;
  }

  /** Completes with the sequence of a pulse that has been put into the ring. Any thread. */
  CompletableFuture<Long> pulse() {
    CompletableFuture<Long> put = new CompletableFuture<>();
    awaitingPulse.add(put);
    source.wake();
    return put;
  }

  private void putPulse() {
    if (!awaitingPulse.isEmpty()) {
      long sequence = intake.putPulse();
      for (CompletableFuture<Long> put = awaitingPulse.poll(); put != null; put = awaitingPulse.poll()) {
        put.complete(sequence);
      }
    }
  }

  /** Whether it waits until fewer turns are open. Any thread. */
  boolean isWaiting() {
    return waiting;
  }

  private boolean isAskedForQuiet() {
    for (CompletableFuture<Void> done = awaitingQuiet.poll(); done != null; done = awaitingQuiet.poll()) {
      answeredByQuiet.add(done);
    }
    return !answeredByQuiet.isEmpty();
  }

  private void tellQuiet() {
    for (CompletableFuture<Void> done = answeredByQuiet.poll(); done != null; done = answeredByQuiet.poll()) {
      done.complete(null);
    }
  }

  private void tellEnd() {
    isAskedForQuiet();
    tellQuiet();
  }

  /** Whether a pass over sysfs is under way or asked for. Any thread. */
  boolean isPassing() {
    return passes.isPassing();
  }

  /** Whether reading ended because the source failed. */
  boolean failed() {
    return failed;
  }

  /** One round of reading, which survives faults; whether there will be more. */
  boolean receiveGuarded() throws IOException, InterruptedException {
    try {
      boolean more = receive();
      faultsInARow = 0;
      return more;
    } catch (RuntimeException fault) {
      counters.fault(journal, "the reader failed at a uevent and goes on: " + fault);
      if (++faultsInARow == MOST_FAULTS_IN_A_ROW) {
        throw new IOException(MOST_FAULTS_IN_A_ROW + " faults in a row, the last: " + fault, fault);
      }
      return true;
    }
  }

  /**
   * Whether the next round does not wait when the source has nothing: a pass goes on then, somebody may be told, and after a
   * loss it is worth knowing.
   */
  boolean isPolling() {
    return congested || isAskedForQuiet() || passes.isPassing();
  }

  private boolean receive() throws IOException, InterruptedException {
    boolean passing = passes.isPassing();
    Reception reception = source.receive(live, isPolling() ? 0 : notice.dueMillis());
    intake.publish();
    putPulse();
    switch (reception) {
      case LOST:
        lost();
        return true;
      case QUIET:
        quiet();
        return true;
      case RECEIVED:
        if ((passing || congested) && ++busyInARow == BUSY_RECEPTIONS) {
          ahead |= congested;
          step();
        }
        return true;
      case CLOSED:
        finishPass();
        return false;
      default:
        throw new IllegalStateException("reception=" + reception);
    }
  }

  /**
   * What is queued in the source is still valid. A pass that begins before the queue is empty may miss what the kernel goes on
   * dropping until then; that is seen by the counter, and followed by another.
   */
  private void lost() {
    congested = true;
    passes.wantResync();
    counters.overruns.increment();
    notice.overrun(source.dropped());
  }

  /**
   * A pass that went ahead of what was queued before a loss saw later states than that told: what appeared by a queued uevent and went by a
   * lost one was not there to be met, and not known to be missed. So there is another. Who waits for quiet is told when no pass is left.
   */
  private void quiet() {
    if (ahead) {
      ahead = false;
      passes.wantResync();
    }
    step();
    congested = false;
    if (!passes.isPassing()) {
      tellQuiet();
    }
  }

  private void step() {
    busyInARow = 0;
    notice.tellIfDue();
    if (congested) {
      passes.wantIfDropped();
    }
    passes.step();
  }

  private void finishPass() throws InterruptedException {
    while (!stopped && passes.isPassing()) {
      passes.step();
      order.awaitRoom();
    }
  }

  private void putLive(ByteBuffer message) {
    if (!intake.putLive(message, passes.number())) {
      passes.wantResync();
    }
  }
}
