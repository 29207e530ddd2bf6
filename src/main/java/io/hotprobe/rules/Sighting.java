package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Key;
import io.hotprobe.uevent.Uevent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * What a uevent itself tells, before any rule has done something. The texts it gives are views of the message, each valid until the
 * next is asked for. Confined to one thread; used again for the next uevent.
 */
final class Sighting extends Facts {

  private static final Key MAJOR = Key.of("MAJOR");
  private static final Key IFINDEX = Key.of("IFINDEX");
  private static final Key DRIVER = Key.of("DRIVER");
  private static final byte[] DEV = {'/', 'd', 'e', 'v', '/'};
  private static final String DEVNAME = "DEVNAME";

  private final Slice slice = new Slice();
  private Course course = Program.EMPTY.course();
  private int[] bySlot = {};
  private byte[] room = new byte[256];
  private Uevent uevent;

  Sighting(Sysfs sysfs, Host host) {
    super(sysfs, host);
  }

  void use(Course other) {
    course = other;
    bySlot = new int[other.names().size()];
  }

  void begin(Uevent seen) {
    uevent = seen;
    forgetDevices();
    Arrays.fill(bySlot, Uevent.ABSENT);
    for (int i = 0; i < seen.count(); i++) {
      Course.Name name = course.name(seen.bytes(), seen.keyFrom(i), seen.valueFrom(i) - 1);
      if (name != null) {
        bySlot[name.slot()] = i;
      }
    }
  }

  Uevent uevent() {
    return uevent;
  }

  private Slice value(int property) {
    return slice.of(uevent.bytes(), uevent.valueFrom(property), uevent.valueTo(property));
  }

  @Override
  CharSequence action() {
    return value(uevent.find(Key.ACTION));
  }

  @Override
  CharSequence devpath() {
    return value(uevent.devpath());
  }

  @Override
  CharSequence kernel() {
    byte[] bytes = uevent.bytes();
    int to = uevent.valueTo(uevent.devpath());
    int from = to;
    boolean plain = true;
    while (bytes[from - 1] != '/') {
      from--;
      plain &= bytes[from] != '!';
    }
    return plain ? slice.of(bytes, from, to) : withSlashes(bytes, from, to);
  }

  private Slice withSlashes(byte[] bytes, int from, int to) {
    reserve(to - from);
    for (int i = from; i < to; i++) {
      room[i - from] = bytes[i] == '!' ? (byte) '/' : bytes[i];
    }
    return slice.of(room, 0, to - from);
  }

  private void reserve(int bytes) {
    if (room.length < bytes) {
      room = new byte[bytes];
    }
  }

  @Override
  CharSequence subsystem() {
    return value(uevent.subsystem());
  }

  @Override
  CharSequence toldDriver() {
    int driver = uevent.find(DRIVER);
    return driver == Uevent.ABSENT ? null : value(driver);
  }

  @Override
  CharSequence property(String name) {
    int property = uevent.find(Key.of(name));
    return property == Uevent.ABSENT ? null : shown(name, property);
  }

  @Override
  CharSequence property(Course.Name name) {
    int property = bySlot[name.slot()];
    return property == Uevent.ABSENT ? null : shown(name.text(), property);
  }

  /** The kernel names a node without its directory. */
  private CharSequence shown(String name, int property) {
    int from = uevent.valueFrom(property);
    int to = uevent.valueTo(property);
    byte[] bytes = uevent.bytes();
    boolean prefixed = to - from >= DEV.length && Arrays.equals(bytes, from, from + DEV.length, DEV, 0, DEV.length);
    if (prefixed || !name.equals(DEVNAME)) {
      return value(property);
    }
    reserve(DEV.length + to - from);
    System.arraycopy(DEV, 0, room, 0, DEV.length);
    System.arraycopy(bytes, from, room, DEV.length, to - from);
    return slice.of(room, 0, DEV.length + to - from);
  }

  @Override
  boolean isRemoval() {
    return uevent.action() == Action.REMOVE;
  }

  @Override
  boolean hasNode() {
    return isNumber(uevent.find(MAJOR));
  }

  @Override
  boolean isInterface() {
    return isNumber(uevent.find(IFINDEX));
  }

  private boolean isNumber(int property) {
    if (property == Uevent.ABSENT) {
      return false;
    }
    int from = uevent.valueFrom(property);
    int length = uevent.valueTo(property) - from;
    return length > 1 || length == 1 && uevent.bytes()[from] != '0';
  }

  @Override
  CharSequence interfaceName() {
    return "";
  }

  @Override
  CharSequence result() {
    return "";
  }

  @Override
  Collection<String> links() {
    return Collections.emptySet();
  }

  @Override
  Collection<String> tags() {
    return Collections.emptySet();
  }

  @Override
  Collection<String> tagsOf(Device above) {
    return List.of();
  }

  /** A run of bytes as text. */
  private static final class Slice implements CharSequence {

    private byte[] bytes = {};
    private int from;
    private int to;

    Slice of(byte[] source, int first, int end) {
      bytes = source;
      from = first;
      to = end;
      return this;
    }

    @Override
    public int length() {
      return to - from;
    }

    @Override
    public char charAt(int index) {
      return (char) (bytes[from + index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Slice().of(bytes, from + start, from + end);
    }

    @Override
    public String toString() {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
  }
}
