package io.hotprobe.daemon;

import java.util.List;

/** What a client of the control socket asks for: one line of JSON. */
public sealed interface Request {

  /** How long a request may wait that does not say, in milliseconds, as {@code udevadm settle} does. */
  long WAIT_MILLIS = 120_000;

  /** The longest that a request may ask to wait, in milliseconds. */
  long MOST_WAIT_MILLIS = 3_600_000;

  /** Whether it changes nothing, so that the group of the socket may ask it, too. */
  default boolean isReadOnly() {
    return true;
  }

  /** Whether its answer may take long. */
  default boolean takesLong() {
    return false;
  }

  /** How the daemon is. */
  record Status() implements Request {}

  /** To be told when all that has happened by now is handled. */
  record Settle(long timeoutMillis) implements Request {
    @Override
    public boolean takesLong() {
      return true;
    }
  }

  /**
   * To be told of uevents from now on, until the connection ends.
   *
   * @param kernel as they are taken in
   * @param handled when they are done with
   * @param properties with all their properties
   * @param subsystems {@code SUBSYSTEM} or {@code SUBSYSTEM/DEVTYPE}; empty for all
   */
  record Monitor(boolean kernel, boolean handled, boolean properties, List<String> subsystems) implements Request {
    public Monitor {
      subsystems = List.copyOf(subsystems);
    }
  }

  /** To have the uevents counted that will bear this SYNTH_UUID. */
  record Expect(String uuid) implements Request {}

  /** To be told when so many of those are handled. */
  record Await(long count, long timeoutMillis) implements Request {
    @Override
    public boolean takesLong() {
      return true;
    }
  }

  /** Rules, module tree and configuration are to be read again. */
  record Reload() implements Request {
    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public boolean takesLong() {
      return true;
    }
  }

  /** Events are to wait. */
  record Pause() implements Request {
    @Override
    public boolean isReadOnly() {
      return false;
    }
  }

  /** They need not wait any longer. */
  record Resume() implements Request {
    @Override
    public boolean isReadOnly() {
      return false;
    }
  }

  /** The daemon is to end. */
  record Stop() implements Request {
    @Override
    public boolean isReadOnly() {
      return false;
    }
  }

  /** It is none; {@code why} says what is wrong with it. */
  record Misunderstood(Answer.Failed why) implements Request {}
}
