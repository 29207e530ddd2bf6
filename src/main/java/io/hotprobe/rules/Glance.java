package io.hotprobe.rules;

import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.uevent.Uevent;

/**
 * A first look at an event: whether any rule has something to do for it. Runs nothing, writes nothing, and allocates nothing as long as
 * no line asks sysfs. Confined to one thread; used again for the next event.
 */
public final class Glance {

  /** What was seen. */
  public enum Sight {
    /** No line that has an effect holds. */
    NOTHING,
    /** All there is to do is to load modules: the wanted ones are in {@link #wanted}. */
    LOADS,
    /** Something else is to be done, or cannot be told without doing it: evaluate. */
    MORE
  }

  private Program program = Program.EMPTY;

  public Glance(Sysfs sysfs, Host host) {}

  /** Looks by another program from now on. */
  public void use(Program other) {
    program = other;
  }

  public Sight look(Uevent uevent) {
    return Sight.NOTHING;
  }

  /** How many {@code kmod load} there are, each for one name. */
  public int wanted() {
    return 0;
  }

  /** The modalias or module name that is wanted; valid until the next {@link #look}. */
  public Modalias wanted(int i) {
    return null;
  }
}
