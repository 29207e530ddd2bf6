package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import java.nio.ByteBuffer;

/**
 * A wait until one of a few descriptors can be read.
 *
 * <p>{@code struct pollfd} (include/uapi/asm-generic/poll.h): int fd, short events, short revents. Confined to one thread;
 * waiting allocates nothing.
 */
final class Poll {

  private static final short POLLIN = 1;
  private static final int POLLFD = 8;
  private static final int EVENTS = 4;
  private static final int REVENTS = 6;

  private final Libc libc;
  private final ByteBuffer pollfds;
  private final int count;

  Poll(Libc libc, int... fds) {
    this.libc = libc;
    count = fds.length;
    pollfds = Libc.allocate(count * POLLFD);
    for (int i = 0; i < count; i++) {
      pollfds.putInt(i * POLLFD, fds[i]);
      pollfds.putShort(i * POLLFD + EVENTS, POLLIN);
    }
  }

  /**
   * Waits until a descriptor is readable or at its end, the time is up, or a signal came: a caller that needs the whole time
   * keeps its own clock.
   *
   * @param timeoutMillis negative waits without end
   */
  void await(int timeoutMillis) throws ErrnoException {
    if (libc.poll(pollfds, count, timeoutMillis) >= 0) {
      return;
    }
    int errno = Libc.errno();
    clear();
    if (errno != Errno.EINTR.number()) {
      throw new ErrnoException("poll", errno, "");
    }
  }

  /** Whether the last wait found the {@code index}th descriptor readable, at its end or failed. */
  boolean ready(int index) {
    return pollfds.getShort(index * POLLFD + REVENTS) != 0;
  }

  /** Leaves the {@code index}th descriptor out of later waits. */
  void ignore(int index) {
    pollfds.putInt(index * POLLFD, -1);
  }

  private void clear() {
    for (int i = 0; i < count; i++) {
      pollfds.putShort(i * POLLFD + REVENTS, (short) 0);
    }
  }
}
