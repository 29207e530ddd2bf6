package io.hotprobe.pipeline;

import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Another uevent of a device, made from one it had: what a lost one would have said. As all that is replayed it has SYNTH_UUID=0. */
final class Restatement {

  static final Restatement CHANGE = new Restatement("change");
  static final Restatement REMOVE = new Restatement("remove");

  /** Keys that belong to the uevent, not to the device. */
  private static final Key[] LEFT_OUT = {Key.ACTION, Key.SEQNUM, Key.DEVPATH_OLD, Key.of("SYNTH_UUID")};

  private static final byte[] SYNTHETIC_ARGUMENT = ascii("SYNTH_ARG_");

  private final byte[] header;
  private final byte[] trailer;

  private Restatement(String action) {
    header = ascii(action + "@");
    trailer = ascii("ACTION=" + action + "\0SYNTH_UUID=0\0SEQNUM=0\0");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Writes it into a slot, whose other fields stay. Allocates nothing.
   *
   * @param uevent none of that slot
   * @return whether there was room
   */
  boolean write(Uevent uevent, UeventSlot into) {
    into.length = 0;
    int devpath = uevent.devpath();
    boolean fits = append(header, 0, header.length, into) && append(uevent.bytes(), uevent.valueFrom(devpath), uevent.valueTo(devpath), into)
        && end(into);
    for (int i = 0; i < uevent.count() && fits; i++) {
      fits = isLeftOut(uevent, i) || append(uevent.bytes(), uevent.keyFrom(i), uevent.valueTo(i), into) && end(into);
    }
    return fits && append(trailer, 0, trailer.length, into);
  }

  private static boolean isLeftOut(Uevent uevent, int property) {
    int from = uevent.keyFrom(property);
    int to = uevent.valueFrom(property) - 1;
    for (Key key : LEFT_OUT) {
      if (Arrays.equals(uevent.bytes(), from, to, key.bytes(), 0, key.bytes().length)) {
        return true;
      }
    }
    int length = SYNTHETIC_ARGUMENT.length;
    return to - from > length && Arrays.equals(uevent.bytes(), from, from + length, SYNTHETIC_ARGUMENT, 0, length);
  }

  private static boolean end(UeventSlot into) {
    if (into.length == into.bytes.length) {
      return false;
    }
    into.bytes[into.length++] = 0;
    return true;
  }

  private static boolean append(byte[] bytes, int from, int to, UeventSlot into) {
    if (to - from > into.bytes.length - into.length) {
      return false;
    }
    System.arraycopy(bytes, from, into.bytes, into.length, to - from);
    into.length += to - from;
    return true;
  }
}
