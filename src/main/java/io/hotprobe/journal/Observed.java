package io.hotprobe.journal;

import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A uevent as it was taken in, for those who look on.
 *
 * @param seqnum the kernel's number, 0 from coldplug
 * @param live whether the kernel sent it just now
 * @param nanos when that was copied, by {@link System#nanoTime}
 * @param properties all of them, in order, one char a byte
 * @param weight about how many bytes it takes
 */
public record Observed(
    long seqnum, boolean live, String action, String devpath, String subsystem, long nanos, Map<String, String> properties, int weight) {

  /** What a property takes besides its characters, roughly, in bytes. */
  private static final int PER_PROPERTY = 160;

  public Observed {
    properties = Collections.unmodifiableMap(properties);
  }

  /** A copy of a uevent. */
  public static Observed of(Uevent uevent, boolean live) {
    Map<String, String> properties = new LinkedHashMap<>();
    int weight = PER_PROPERTY;
    for (int i = 0; i < uevent.count(); i++) {
      properties.put(uevent.name(i), uevent.text(i));
      weight += PER_PROPERTY + uevent.valueTo(i) - uevent.keyFrom(i);
    }
    return new Observed(
        uevent.seqnum(),
        live,
        uevent.text(Key.ACTION),
        uevent.text(uevent.devpath()),
        uevent.text(uevent.subsystem()),
        System.nanoTime(),
        properties,
        weight);
  }
}
