package io.hotprobe.resolve;

import io.hotprobe.module.UnloadOutcome;

/** What is to be done to take a module out. Immutable. */
public sealed interface Removal permits RemovalPlan, Removal.Refused {

  /**
   * Nothing: the module asked for, or one that a softdep line ties to it, cannot go.
   *
   * @param why {@code NotLive}, {@code Builtin}, {@code InUse} or {@code Permanent}
   */
  record Refused(UnloadOutcome why) implements Removal {}
}
