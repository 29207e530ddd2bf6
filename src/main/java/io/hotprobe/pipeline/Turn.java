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
final class Turn implements Comparable<Turn> {

  final long sequence;
  final int rank;
  final long device;
  final Subject subject;
  final List<String> devpaths;
  final List<String> names;
  final long sameness;
  final Work work;
  private final long receivedNanos;

  private Sighting sighting = Sighting.UNSEEN;
  private volatile long startedNanos;
  private volatile boolean started;

  int waitsFor;
  boolean over;
  Jam jam;
  final List<Turn> waiting = new ArrayList<>(2);

  /**
   * Where a turn stands.
   *
   * @param sequence where in the ring its uevent was
   * @param rank orders those of one place in the ring
   * @param receivedNanos when the uevent was taken in
   */
  record Ticket(long sequence, int rank, long receivedNanos) {}

  /**
   * What a turn is about.
   *
   * @param device the hash of the devpath
   * @param names by what else the device is known: its id and its node, of which two paths may have the same
   * @param sameness equal for {@code change} events that say the same; 0 for an event that is not to be taken together with another
   */
  record Cause(Subject subject, long device, List<String> names, long sameness) {

    /** The places in the device tree that it is about. */
    List<String> devpaths() {
      return subject.oldDevpath().isEmpty() ? List.of(subject.devpath()) : List.of(subject.devpath(), subject.oldDevpath());
    }
  }

  Turn(Ticket ticket, Cause cause, Work work) {
    this.sequence = ticket.sequence();
    this.rank = ticket.rank();
    this.receivedNanos = ticket.receivedNanos();
    this.device = cause.device();
    this.subject = cause.subject();
    this.devpaths = cause.devpaths();
    this.names = cause.names();
    this.sameness = cause.sameness();
    this.work = work;
  }

  /** The order in which turns are placed. */
  @Override
  public int compareTo(Turn other) {
    int bySequence = Long.compare(sequence, other.sequence);
    return bySequence != 0 ? bySequence : Integer.compare(rank, other.rank);
  }

  /** Has what becomes of it told, besides the journal, to those who look on. Before it is entered. */
  Turn seenBy(Sighting by) {
    sighting = by;
    return this;
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
      work.over();
    }
  }

  /** Another turn does for this one, too. */
  void absorbed() {
    work.over();
    sighting.passed();
  }

  /** hotprobe itself failed at it. */
  void failed(Throwable fault) {
    sighting.failed(fault.toString());
    work.over();
  }
}
