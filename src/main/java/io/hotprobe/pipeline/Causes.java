package io.hotprobe.pipeline;

import io.hotprobe.journal.Subject;
import io.hotprobe.pipeline.Turn.Cause;
import io.hotprobe.sysfs.DeviceId;
import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a uevent makes a turn be about. */
final class Causes {

  private static final Key DEVNAME = Key.of("DEVNAME");
  private static final Key SYNTH_UUID = Key.of("SYNTH_UUID");
  private static final Key[] LIVE_IDENTITY = {Key.of("MAJOR"), Key.of("MINOR"), Key.of("IFINDEX"), Key.SUBSYSTEM};
  private static final Key[] IDENTITY = {Key.of("MAJOR"), Key.of("MINOR"), Key.of("IFINDEX"), Key.SUBSYSTEM, Key.MODALIAS};
  private static final String DEV = "/dev/";
  private static final byte[] SEQNUM = Key.SEQNUM.bytes();

  private Causes() {}

  static Cause of(Uevent uevent) {
    Subject subject =
        new Subject(
            uevent.seqnum(),
            uevent.text(Key.ACTION),
            uevent.text(uevent.devpath()),
            textOf(uevent, Key.DEVPATH_OLD),
            uevent.text(uevent.subsystem()),
            textOf(uevent, Key.MODALIAS));
    return new Cause(subject, uevent.hash(uevent.devpath()), names(uevent, subject.devpath()), sameness(uevent));
  }

  /**
   * Whether two uevents of one path are about one device: number, subsystem and modalias are the same.
   *
   * @param live whether the second tells of the device itself, which may say another modalias than before
   */
  static boolean areSameDevice(Uevent one, Uevent other, boolean live) {
    for (Key key : live ? LIVE_IDENTITY : IDENTITY) {
      int first = one.find(key);
      int second = other.find(key);
      boolean same =
          first == Uevent.ABSENT || second == Uevent.ABSENT
              ? first == second
              : Arrays.equals(
                  one.bytes(), one.valueFrom(first), one.valueTo(first), other.bytes(), other.valueFrom(second), other.valueTo(second));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** A property's value, empty when the event has none. */
  private static String textOf(Uevent uevent, Key key) {
    String text = uevent.text(key);
    return text == null ? "" : text;
  }

  /** Its id, which says its number, and its node's name. */
  private static List<String> names(Uevent uevent, String devpath) {
    List<String> names = new ArrayList<>(2);
    String id = DeviceId.of(devpath, key -> uevent.text(Key.of(key)));
    if (id != null) {
      names.add(id);
    }
    String node = uevent.text(DEVNAME);
    if (node != null && !node.isEmpty()) {
      names.add(node.startsWith(DEV) ? node : DEV + node);
    }
    return names;
  }

  /** A hash of all that a {@code change} says but its number; 0 for another event, and for one that somebody may wait for by its id. */
  private static long sameness(Uevent uevent) {
    if (uevent.action() != Action.CHANGE) {
      return 0;
    }
    int uuid = uevent.find(SYNTH_UUID);
    if (uuid != Uevent.ABSENT && !(uevent.valueTo(uuid) - uevent.valueFrom(uuid) == 1 && uevent.bytes()[uevent.valueFrom(uuid)] == '0')) {
      return 0;
    }
    long hash = 1;
    for (int i = 0; i < uevent.count(); i++) {
      if (!isSeqnum(uevent, i)) {
        hash = hash * 31 + Uevent.hash(uevent.bytes(), uevent.keyFrom(i), uevent.valueTo(i));
      }
    }
    return hash == 0 ? 1 : hash;
  }

  private static boolean isSeqnum(Uevent uevent, int property) {
    return Arrays.equals(uevent.bytes(), uevent.keyFrom(property), uevent.valueFrom(property) - 1, SEQNUM, 0, SEQNUM.length);
  }
}
