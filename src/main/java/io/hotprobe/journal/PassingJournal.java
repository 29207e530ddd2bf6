package io.hotprobe.journal;

import io.hotprobe.uevent.Malformed;
import io.hotprobe.uevent.Uevent;
import java.lang.System.Logger.Level;

/** Passes on all that it is told; what stands before another journal says what it does besides. */
public abstract class PassingJournal implements Journal {

  protected final Journal next;

  /** @param next is told all that a journal is told */
  protected PassingJournal(Journal next) {
    this.next = next;
  }

  @Override
  public Sighting sight(Uevent uevent, boolean live) {
    return next.sight(uevent, live);
  }

  @Override
  public void handled(Handled handled) {
    next.handled(handled);
  }

  @Override
  public void unmatched(Uevent uevent) {
    next.unmatched(uevent);
  }

  @Override
  public void onceKept(Runnable then) {
    next.onceKept(then);
  }

  @Override
  public void malformed(Malformed reason) {
    next.malformed(reason);
  }

  @Override
  public void notice(Level level, String text) {
    next.notice(level, text);
  }
}
