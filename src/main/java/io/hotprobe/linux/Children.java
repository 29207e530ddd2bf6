package io.hotprobe.linux;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The children of one port. One that does not die within {@link Child#DYING} of being killed (it sits in a system call that cannot be
 * ended) counts as timed out and is reaped at a later start. Safe for any thread; starts no threads.
 */
final class Children {

  private final Queue<Integer> dying = new ConcurrentLinkedQueue<>();

  /** How a child is started. */
  interface Start {
    Child with(Libc libc) throws ErrnoException;
  }

  /**
   * Starts a child and waits until it has ended, or {@code limit} has passed and it is killed.
   *
   * @return its wait status; empty when its time was up
   */
  OptionalInt run(Libc libc, Start start, Duration limit) throws ErrnoException {
    reapDying(libc);
    try (Child child = start.with(libc)) {
      try {
        return child.await(limit);
      } finally {
        child.unreaped().ifPresent(dying::add);
      }
    }
  }

  /** A process id belongs to whoever took it out of the queue: reaped twice, it could by then be somebody else's. */
  private void reapDying(Libc libc) {
    for (int left = dying.size(); left > 0; left--) {
      Integer pid = dying.poll();
      if (pid != null && !Child.reap(libc, pid)) {
        dying.add(pid);
      }
    }
  }
}
