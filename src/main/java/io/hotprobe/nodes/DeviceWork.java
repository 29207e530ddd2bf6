package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.Ruling;
import java.util.Optional;

/**
 * What is done for a device between the rules and the RUN list, and after it. Safe for any thread; never throws for what the
 * world does: that is in {@link Processed#problems}.
 */
public interface DeviceWork {

  /** Whether there is something to do for every event, whatever the rules say. */
  boolean isForEveryEvent();

  /** Events have come that are not handled yet. Called by one thread at a time, as the next. */
  default void pending() {}

  /** All that came are handled. */
  default void nonePending() {}

  /** Before the rules of an event: what they run on the device is not to make another event. */
  default void begin(String id) {}

  /** After the rules of any event but remove. */
  Processed apply(Ruling ruling);

  /** After the rules of remove. */
  Processed remove(Ruling ruling);

  /** After the RUN list; empty when it went well. */
  Optional<Diagnostic> announce(Processed processed);
}
