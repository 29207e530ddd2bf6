package io.hotprobe.uevent;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Port that uevents come from: the kernel's netlink socket, a recording, a simulation.
 *
 * <p>Confined to the reader thread; only {@link #wake}, {@link #leaveOut} and {@link #close} may be called from elsewhere.
 */
public interface UeventSource extends Closeable {

  /**
   * Waits for uevents and hands over, in the order of arrival, what one read of the source gave.
   *
   * @param sink called on this thread once per message
   * @param timeoutMillis 0 polls, negative waits until a uevent or {@link #close}
   * @throws IOException if the source failed; it is then closed
   */
  Reception receive(Sink sink, int timeoutMillis) throws IOException;

  /** Makes a {@link #receive} that is waiting, or the next one that would wait, return {@code QUIET} at once. */
  void wake();

  /**
   * Asks the source to leave out, before they take up room, uevents whose header begins as {@link Ignored#headers} say; nothing else is
   * left out from now on. What is queued already still comes. Any thread.
   *
   * @return whether it does; a source need not
   */
  default boolean leaveOut(Ignored ignored) {
    return false;
  }

  /** Messages refused (not from the kernel, truncated) since the source was opened. */
  long refused();

  /** Messages the source lost because nobody read them in time, as exactly as the source can tell. */
  long dropped();

  /** Takes one message. */
  @FunctionalInterface
  interface Sink {

    /** Takes the bytes between {@code message}'s position and limit, which are valid during the call only. */
    void accept(ByteBuffer message);
  }

  /** How a wait ended. */
  enum Reception {
    /** At least one message was read. */
    RECEIVED,
    /** The time is up and nothing came. */
    QUIET,
    /**
     * The source dropped uevents (ENOBUFS). What was queued before is still valid: read on until {@code QUIET}, then
     * resync by coldplug.
     */
    LOST,
    /** The source is closed or exhausted. */
    CLOSED
  }
}
