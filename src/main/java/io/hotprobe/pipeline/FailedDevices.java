package io.hotprobe.pipeline;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Devices whose modules could not all be loaded, by the hash of their devpath: the next pass over sysfs gives them another turn. Safe
 * for any thread.
 */
final class FailedDevices {

  /** Most devices that are kept; of more, the later ones wait for a uevent of their own. */
  static final int MOST = 65_536;

  private final Set<Long> devices = ConcurrentHashMap.newKeySet();

  void add(long device) {
    if (devices.size() < MOST) {
      devices.add(device);
    }
  }

  /** Whether the device was one of them; it no longer is. Allocates nothing while there are none. */
  boolean remove(long device) {
    return !devices.isEmpty() && devices.remove(device);
  }
}
