package io.hotprobe.journal;

import io.hotprobe.uevent.Uevent;

/** Looks on while uevents are handled. Called from several threads; must neither block nor throw. */
public interface Onlooker {

  /**
   * Whether this uevent is to be told to it.
   *
   * @param uevent valid during the call only
   * @param live whether the kernel sent it just now; else it was made from sysfs
   */
  boolean wants(Uevent uevent, boolean live);

  /** A uevent it wants was taken in. */
  default void taken(Observed uevent) {}

  /** A uevent it wants is done with. Once for each that was taken in. */
  void over(Done done);
}
