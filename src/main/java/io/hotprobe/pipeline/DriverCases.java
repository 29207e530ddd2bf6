package io.hotprobe.pipeline;

import io.hotprobe.modalias.Modalias;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Devices that need a module which no modalias leads to. The cases are those of udev's {@code 80-drivers.rules} and Debian's
 * {@code 80-debian-compat.rules} that an added device tells by itself.
 */
final class DriverCases {

  private static final List<Case> CASES =
      List.of(
          new Case("scsi", "DEVTYPE", "scsi_device", "sg"),
          new Case("tifm", "TIFM_CARD_TYPE", "SD", "tifm_sd"),
          new Case("tifm", "TIFM_CARD_TYPE", "MS", "tifm_ms"),
          new Case("memstick", "SUBSYSTEM", "memstick", "ms_block"),
          new Case("memstick", "SUBSYSTEM", "memstick", "mspro_block"),
          new Case("module", "DEVPATH", "/module/parport_pc", "ppdev"));

  /** A device of {@code subsystem} whose property {@code key} is {@code value} needs {@code module}. */
  record Case(byte[] subsystem, Key key, byte[] value, Modalias module) {

    private Case(String subsystem, String key, String value, String module) {
      this(bytes(subsystem), Key.of(key), bytes(value), Modalias.of(module));
    }

    boolean holds(Uevent uevent) {
      return is(uevent, uevent.subsystem(), subsystem) && is(uevent, uevent.find(key), value);
    }

    private static boolean is(Uevent uevent, int property, byte[] wanted) {
      return property != Uevent.ABSENT
          && Arrays.equals(
              uevent.bytes(), uevent.valueFrom(property), uevent.valueTo(property), wanted, 0, wanted.length);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  private DriverCases() {}

  /** How many cases there are. */
  static int count() {
    return CASES.size();
  }

  /** The module that case {@code i} loads for this device, null when the case does not hold. */
  static Modalias module(int i, Uevent uevent) {
    Case each = CASES.get(i);
    return each.holds(uevent) ? each.module() : null;
  }
}
