package io.hotprobe.pipeline;

import java.util.List;

/**
 * What waits where, at one moment.
 *
 * @param ring messages that not every match stage has looked at, of {@link #ringLimit}
 * @param turns uevents that there is something to do for and that are not done with, of {@link #turnsLimit}; then the reader waits
 * @param paused whether turns are kept from starting
 * @param pausedNanos for how long
 * @param kept turns that only wait for that to end
 * @param passing whether sysfs is being read
 * @param loads loads and commands under way, and those that wait
 * @param work events under way that rules do more for than to load modules, and those that wait
 * @param longest the uevents that have been under way for longest, at most {@link #LONGEST}
 */
public record Queues(
    long ring, int turns, boolean paused, long pausedNanos, int kept, boolean passing, Load loads, Load work, List<UnderWay> longest) {

  /** How many are named. */
  public static final int LONGEST = 5;

  public Queues {
    longest = List.copyOf(longest);
  }

  /** An executor's tasks. */
  public record Load(int running, int waiting, int most) {}

  /** A uevent whose turn has come. */
  public record UnderWay(long seqnum, String action, String devpath, long nanos) {}

  /** Slots of the ring. */
  public int ringLimit() {
    return UeventRing.SLOTS;
  }

  /** The bound of {@link #turns}; what is in the ring may come on top. */
  public int turnsLimit() {
    return DeviceOrder.LIMIT;
  }
}
