package io.hotprobe.journal;

/** What becomes of one uevent, told to those who look on. Exactly one of these is called, or the first call counts. Any thread; never blocks. */
public interface Sighting {

  /** Of a uevent that nobody looks at. */
  Sighting UNSEEN = new Sighting() {};

  /** There was something to do for it, and that is done. */
  default void handled(Handled handled) {}

  /** There was nothing to do for it. */
  default void passed() {}

  /** hotprobe itself failed at it. */
  default void failed(String fault) {}
}
