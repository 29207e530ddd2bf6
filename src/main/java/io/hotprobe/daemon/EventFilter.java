package io.hotprobe.daemon;

import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.util.List;
import java.util.function.BiPredicate;

/** Which uevents a monitor wants. Any thread. */
final class EventFilter implements BiPredicate<Uevent, Boolean> {

  private static final Key DEVTYPE = Key.of("DEVTYPE");

  private final List<String[]> subsystems;

  /** @param subsystems {@code SUBSYSTEM} or {@code SUBSYSTEM/DEVTYPE}; empty for all */
  EventFilter(List<String> subsystems) {
    this.subsystems = subsystems.stream().map(each -> each.split("/", 2)).toList();
  }

  @Override
  public boolean test(Uevent uevent, Boolean live) {
    if (subsystems.isEmpty()) {
      return true;
    }
    String subsystem = uevent.text(uevent.subsystem());
    for (String[] wanted : subsystems) {
      if (wanted[0].equals(subsystem) && (wanted.length == 1 || wanted[1].equals(uevent.text(DEVTYPE)))) {
        return true;
      }
    }
    return false;
  }
}
