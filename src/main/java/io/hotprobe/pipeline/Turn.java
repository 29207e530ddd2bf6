package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.Sighting;
import io.hotprobe.journal.Subject;
import io.hotprobe.journal.Times;
import java.util.ArrayList;
import java.util.List;

/**
 * One uevent that there is something to do for, from the match stage until that is done. Its order fields belong to
 * {@link DeviceOrder}.
 */
final class Turn {

  final long sequence;
  final long device;
  final Subject subject;
  final Work work;
  private final long receivedNanos;

  private Sighting sighting = Sighting.UNSEEN;
  private volatile long startedNanos;
  private volatile boolean started;

  int waitsFor;
  boolean over;
  final List<Turn> waiting = new ArrayList<>();

  /**
   * A turn.
   *
   * @param sequence where in the ring its uevent was
   * @param device the hash of the devpath
   */
  Turn(long sequence, long device, Subject subject, Work work, long receivedNanos) {
    this.sequence = sequence;
    this.device = device;
    this.subject = subject;
    this.work = work;
    this.receivedNanos = receivedNanos;
  }

  /** Has what becomes of it told, besides the journal, to those who look on. Before it is entered. */
  Turn seenBy(Sighting by) {
    sighting = by;
    return this;
  }

  /** The places in the device tree that it is about. */
  List<String> devpaths() {
    return subject.oldDevpath().isEmpty() ? List.of(subject.devpath()) : List.of(subject.devpath(), subject.oldDevpath());
  }

  /** Its turn has come. */
  void start() {
    startedNanos = System.nanoTime();
    started = true;
  }

  boolean isStarted() {
    return started;
  }

  /** When its turn came, by {@link System#nanoTime}; meaningless before. */
  long startedNanos() {
    return startedNanos;
  }

  /** It is over, and this came of it. */
  void tell(Journal journal, Handled.Deeds deeds) {
    Handled handled = new Handled(subject, deeds, new Times(receivedNanos, startedNanos, System.nanoTime()));
    try {
      journal.handled(handled);
    } finally {
      sighting.handled(handled);
    }
  }

  /** hotprobe itself failed at it. */
  void failed(Throwable fault) {
    sighting.failed(fault.toString());
  }
}
