package io.hotprobe.journal;

import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.util.concurrent.TimeUnit;

/** Counts the uevents that bear one SYNTH_UUID: those that somebody brought about by writing it to {@code uevent} files. Any thread. */
public final class UuidCount implements Onlooker {

  private static final Key SYNTH_UUID = Key.of("SYNTH_UUID");

  private final String uuid;
  private long taken;
  private long over;

  public UuidCount(String uuid) {
    this.uuid = uuid;
  }

  @Override
  public boolean wants(Uevent uevent, boolean live) {
    return live && uuid.equals(uevent.text(SYNTH_UUID));
  }

  @Override
  public synchronized void taken(Observed uevent) {
    taken++;
  }

  @Override
  public synchronized void over(Done done) {
    over++;
    notifyAll();
  }

  /** How many have been taken in. */
  public synchronized long taken() {
    return taken;
  }

  /** How many are done with. */
  public synchronized long over() {
    return over;
  }

  /**
   * Waits until so many are done with.
   *
   * @param millis how long at most; 0 only looks
   * @return whether it came to that
   */
  public synchronized boolean await(long count, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; over < count && left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
      wait(left);
    }
    return over >= count;
  }
}
