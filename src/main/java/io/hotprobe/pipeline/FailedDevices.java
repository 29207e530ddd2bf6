package io.hotprobe.pipeline;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Devices that had their turn and lack a module all the same, by the hash of their devpath. What failed for a passing reason, or for want of
 * another module, has another turn at the next pass over sysfs; what was refused, or claimed by no module, at the first pass after tables
 * or policy changed. Safe for any thread.
 */
final class FailedDevices {

  /** Most devices that are kept; of more, the later ones wait for a uevent of their own. */
  static final int MOST = 65_536;

  private static final long PASSING = Long.MIN_VALUE;

  /** The edition of tables and policy by which it failed. */
  private final Map<Long, Long> devices = new ConcurrentHashMap<>();

  /** For a reason that any other time may be gone. */
  void add(long device) {
    put(device, PASSING);
  }

  /** For a reason that stands as long as the tables do. */
  void add(long device, long edition) {
    put(device, edition);
  }

  /** A later turn of it went well: what had failed for a passing reason has passed. */
  void passed(long device) {
    if (!devices.isEmpty()) {
      devices.remove(device, PASSING);
    }
  }

  private void put(long device, long when) {
    if (devices.size() < MOST || devices.containsKey(device)) {
      devices.put(device, when);
    }
  }

  /**
   * Whether a device that a pass over sysfs met is to have another turn; then it no longer is one of them. Allocates nothing while there
   * are none.
   *
   * @param anew whether it was not met by a pass but has just appeared: it has its turn anyway
   */
  boolean isDue(long device, boolean anew, long edition) {
    if (devices.isEmpty()) {
      return false;
    }
    if (anew) {
      devices.remove(device);
      return false;
    }
    Long failedBy = devices.get(device);
    return isDue(failedBy, edition) && devices.remove(device, failedBy);
  }

  /** Whether a device that a pass over sysfs met is to have another turn. */
  boolean isDue(long device, long edition) {
    return isDue(devices.get(device), edition);
  }

  private static boolean isDue(Long failedBy, long edition) {
    return failedBy != null && failedBy != edition;
  }

  /** How many they are. */
  int count() {
    return devices.size();
  }
}
