package io.hotprobe.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * The devices that had their turn, each with the modalias it had then and the uevent that told of it. Confined to one match stage.
 *
 * <p>An open-addressed table of 64-bit hashes: two devices are taken for one with a probability of about 1 in 10^9 for 100,000 of
 * them. It grows with the devices present and forgets those that left.
 */
final class KnownDevices {

  /** Devices whose uevent is kept; one beyond is forgotten without a word when it is gone. */
  static final int MOST_KEPT = 65_536;

  private static final long FREE = 0;

  private Table table = new Table(1024);
  private int kept;

  private static final class Table {
    private final long[] devices;
    private final long[] modaliases;
    private final long[] passes;
    private final byte[][] messages;
    private final boolean[] missed;
    private int count;

    Table(int length) {
      devices = new long[length];
      modaliases = new long[length];
      passes = new long[length];
      messages = new byte[length][];
      missed = new boolean[length];
    }

    int slot(long key) {
      int at = home(key);
      while (devices[at] != FREE && devices[at] != key) {
        at = at + 1 & devices.length - 1;
      }
      return at;
    }

    int home(long key) {
      return (int) (key ^ key >>> 32) & devices.length - 1;
    }

    void copy(int from, Table source, int to) {
      devices[to] = source.devices[from];
      modaliases[to] = source.modaliases[from];
      passes[to] = source.passes[from];
      messages[to] = source.messages[from];
      missed[to] = source.missed[from];
    }

    void add(int from, Table source) {
      copy(from, source, slot(source.devices[from]));
      count++;
    }

    void clear(int at) {
      devices[at] = FREE;
      messages[at] = null;
    }
  }

  /**
   * Notes that a device with this modalias has had its turn, in or before pass {@code pass} over sysfs.
   *
   * @param message what told of it, not to be written to from now on; null when it is not to be kept
   */
  void put(long device, long modalias, long pass, byte[] message) {
    if (table.count * 2 >= table.devices.length) {
      grow();
    }
    int at = table.slot(key(device));
    table.count += table.devices[at] == FREE ? 1 : 0;
    table.devices[at] = key(device);
    table.modaliases[at] = modalias;
    table.passes[at] = pass;
    table.missed[at] = false;
    kept -= table.messages[at] == null ? 0 : 1;
    table.messages[at] = kept < MOST_KEPT ? message : null;
    kept += table.messages[at] == null ? 0 : 1;
  }

  /** Whether that device had its turn with that modalias; if so it is noted as met in {@code pass}. */
  boolean meets(long device, long modalias, long pass) {
    int at = table.slot(key(device));
    if (table.devices[at] == FREE || table.modaliases[at] != modalias) {
      return false;
    }
    table.passes[at] = pass;
    return true;
  }

  /** Notes that a device was met in {@code pass}, if it is known. */
  void meets(long device, long pass) {
    int at = table.slot(key(device));
    if (table.devices[at] != FREE) {
      table.passes[at] = pass;
    }
  }

  /** Notes that something that was said of a device, if it is known, was passed over. */
  void misses(long device) {
    int at = table.slot(key(device));
    table.missed[at] = table.devices[at] != FREE;
  }

  /** Whether something was passed over that was said of a known device. */
  boolean hasMissed(long device) {
    int at = table.slot(key(device));
    return table.devices[at] != FREE && table.missed[at];
  }

  /** What was passed over is made up for. */
  void makeUp(long device) {
    table.missed[table.slot(key(device))] = false;
  }

  /** What told of a device; null when it is not known, or that was not kept. */
  byte[] message(long device) {
    return table.messages[table.slot(key(device))];
  }

  /** Forgets a device; whether it was known. */
  boolean remove(long device) {
    int hole = table.slot(key(device));
    if (table.devices[hole] == FREE) {
      return false;
    }
    kept -= table.messages[hole] == null ? 0 : 1;
    table.clear(hole);
    table.count--;
    int mask = table.devices.length - 1;
    for (int i = hole + 1 & mask; table.devices[i] != FREE; i = i + 1 & mask) {
      int home = table.home(table.devices[i]);
      if ((i - home & mask) >= (i - hole & mask)) {
        table.copy(i, table, hole);
        table.clear(i);
        hole = i;
      }
    }
    return true;
  }

  /** What was kept of the devices last met before {@code pass}. */
  List<byte[]> metBefore(long pass) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < table.devices.length; i++) {
      if (table.devices[i] != FREE && table.passes[i] < pass && table.messages[i] != null) {
        messages.add(table.messages[i]);
      }
    }
    return messages;
  }

  /** Forgets the devices last met before {@code pass}. */
  void forgetBefore(long pass) {
    Table old = table;
    table = new Table(old.devices.length);
    for (int i = 0; i < old.devices.length; i++) {
      if (old.devices[i] != FREE && old.passes[i] >= pass) {
        table.add(i, old);
      } else if (old.messages[i] != null) {
        kept--;
      }
    }
  }

  int count() {
    return table.count;
  }

  private void grow() {
    Table old = table;
    table = new Table(old.devices.length * 2);
    for (int i = 0; i < old.devices.length; i++) {
      if (old.devices[i] != FREE) {
        table.add(i, old);
      }
    }
  }

  private static long key(long device) {
    return device == FREE ? 1 : device;
  }
}
