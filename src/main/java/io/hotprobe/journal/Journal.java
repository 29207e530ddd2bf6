package io.hotprobe.journal;

import io.hotprobe.uevent.Malformed;
import io.hotprobe.uevent.Uevent;

/** Is told what the pipeline did. Called from several threads; must not block and must not throw. */
public interface Journal {

  /** A uevent with a modalias that some module claims has been handled. */
  void handled(Handled handled);

  /**
   * A uevent is taken in.
   *
   * @param uevent valid during the call only
   * @param live whether the kernel sent it just now; else it was made from sysfs
   * @return is told what becomes of it
   */
  default Sighting sight(Uevent uevent, boolean live) {
    return Sighting.UNSEEN;
  }

  /** A device was added that no module claims. {@code uevent} is valid during the call only. */
  default void unmatched(Uevent uevent) {}

  /** A message that is no uevent was dropped. */
  default void malformed(Malformed reason) {}

  /** Has something done once what was told before is kept, on any thread; at once where nothing is kept. */
  default void onceKept(Runnable then) {
    then.run();
  }

  /** Something the operator should know, as one line. */
  void notice(System.Logger.Level level, String text);
}
