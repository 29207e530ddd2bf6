package io.hotprobe.nodes;

import java.io.IOException;

/** Port to those who listen for events that have been handled: libudev's monitors. Safe for any thread. */
@FunctionalInterface
public interface Listeners {

  /** Sends a message to all of them; that nobody listens is no error. */
  void send(byte[] message) throws IOException;
}
