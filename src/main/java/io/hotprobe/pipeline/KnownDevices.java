package io.hotprobe.pipeline;

/**
 * The devices that had their turn, each with the modalias it had then. Confined to one match stage.
 *
 * <p>An open-addressed table of 64-bit hashes: two devices are taken for one with a probability of about 1 in 10^9 for 100,000 of
 * them. It grows with the devices present and forgets those that left.
 */
final class KnownDevices {

  private static final long FREE = 0;

  private long[] devices = new long[1024];
  private long[] modaliases = new long[1024];
  private long[] passes = new long[1024];
  private int count;

  /** Notes that a device with this modalias has had its turn, in or before pass {@code pass} over sysfs. */
  void put(long device, long modalias, long pass) {
    if (count * 2 >= devices.length) {
      resize(devices.length * 2, Long.MIN_VALUE);
    }
    int at = slot(key(device));
    count += devices[at] == FREE ? 1 : 0;
    devices[at] = key(device);
    modaliases[at] = modalias;
    passes[at] = pass;
  }

  /** Whether that device had its turn with that modalias; if so it is noted as met in {@code pass}. */
  boolean meets(long device, long modalias, long pass) {
    int at = slot(key(device));
    if (devices[at] == FREE || modaliases[at] != modalias) {
      return false;
    }
    passes[at] = pass;
    return true;
  }

  /** Forgets a device; whether it was known. */
  boolean remove(long device) {
    int hole = slot(key(device));
    if (devices[hole] == FREE) {
      return false;
    }
    devices[hole] = FREE;
    count--;
    int mask = devices.length - 1;
    for (int i = hole + 1 & mask; devices[i] != FREE; i = i + 1 & mask) {
      int home = home(devices[i]);
      if ((i - home & mask) >= (i - hole & mask)) {
        move(i, hole);
        hole = i;
      }
    }
    return true;
  }

  /** Forgets the devices last met before {@code pass}. */
  void forgetBefore(long pass) {
    resize(devices.length, pass);
  }

  int count() {
    return count;
  }

  private void resize(int length, long fromPass) {
    long[] oldDevices = devices;
    long[] oldModaliases = modaliases;
    long[] oldPasses = passes;
    devices = new long[length];
    modaliases = new long[length];
    passes = new long[length];
    count = 0;
    for (int i = 0; i < oldDevices.length; i++) {
      if (oldDevices[i] != FREE && oldPasses[i] >= fromPass) {
        int at = slot(oldDevices[i]);
        devices[at] = oldDevices[i];
        modaliases[at] = oldModaliases[i];
        passes[at] = oldPasses[i];
        count++;
      }
    }
  }

  private void move(int from, int to) {
    devices[to] = devices[from];
    modaliases[to] = modaliases[from];
    passes[to] = passes[from];
    devices[from] = FREE;
  }

  private int slot(long key) {
    int at = home(key);
    while (devices[at] != FREE && devices[at] != key) {
      at = at + 1 & devices.length - 1;
    }
    return at;
  }

  private int home(long key) {
    return (int) (key ^ key >>> 32) & devices.length - 1;
  }

  private static long key(long device) {
    return device == FREE ? 1 : device;
  }
}
