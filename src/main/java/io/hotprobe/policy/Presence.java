package io.hotprobe.policy;

import io.hotprobe.module.ModuleName;
import java.util.function.Predicate;

/** What is present besides the device in question: devices, and modules that are live. Safe for any thread; may read sysfs. */
public interface Presence {

  /** Nothing is. */
  Presence NONE = new Presence() {
    @Override
    public boolean device(Predicate<DeviceFacts> wanted) {
      return false;
    }

    @Override
    public boolean live(Predicate<ModuleName> wanted) {
      return false;
    }
  };

  /** Whether one of the devices is wanted. The facts are valid during the call only, and have no presence of their own. */
  boolean device(Predicate<DeviceFacts> wanted);

  /** Whether one of the live modules is wanted. */
  boolean live(Predicate<ModuleName> wanted);
}
