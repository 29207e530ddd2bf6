package io.hotprobe.uevent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One uevent: a view of the message's bytes, filled by {@link UeventParser} and used again for the next. Confined to one thread; what
 * must outlive the message is copied out with {@link #text}.
 *
 * <p>A property that is there twice has its last value, as for libudev.
 */
public final class Uevent implements Parsed {

  /** Most properties of one uevent; the kernel allows 64. */
  public static final int MAX_PROPERTIES = 256;

  /** What {@link #find} gives for a property that is not there. */
  public static final int ABSENT = -1;

  byte[] bytes;
  int count;
  final int[] keyFrom = new int[MAX_PROPERTIES];
  final int[] valueFrom = new int[MAX_PROPERTIES];
  final int[] valueTo = new int[MAX_PROPERTIES];
  Action action;
  long seqnum;
  int devpath;
  int subsystem;

  /** What happened. */
  public Action action() {
    return action;
  }

  /** The kernel's number for this message; 0 for one that coldplug made. */
  public long seqnum() {
    return seqnum;
  }

  /** The index of the DEVPATH property. */
  public int devpath() {
    return devpath;
  }

  /** The index of the SUBSYSTEM property. */
  public int subsystem() {
    return subsystem;
  }

  /** Properties of this uevent. */
  public int count() {
    return count;
  }

  /** The bytes that {@link #valueFrom} and {@link #valueTo} point into. */
  public byte[] bytes() {
    return bytes;
  }

  /** The index of the last property of that name, {@link #ABSENT} when there is none. */
  public int find(Key key) {
    byte[] name = key.bytes();
    for (int i = count - 1; i >= 0; i--) {
      if (Arrays.equals(bytes, keyFrom[i], valueFrom[i] - 1, name, 0, name.length)) {
        return i;
      }
    }
    return ABSENT;
  }

  /** Where a property's name begins; it ends before the byte in front of {@link #valueFrom}. */
  public int keyFrom(int property) {
    return keyFrom[property];
  }

  public int valueFrom(int property) {
    return valueFrom[property];
  }

  public int valueTo(int property) {
    return valueTo[property];
  }

  /** A copy of a property's value, Latin-1. */
  public String text(int property) {
    return string(valueFrom[property], valueTo[property]);
  }

  /** A copy of the value of a property by name, null when it is not there. */
  public String text(Key key) {
    int property = find(key);
    return property == ABSENT ? null : text(property);
  }

  /** A copy of a property's name. */
  public String name(int property) {
    return string(keyFrom[property], valueFrom[property] - 1);
  }

  private String string(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** A 64-bit hash of a property's value, equal for equal bytes on every run. */
  public long hash(int property) {
    return hash(bytes, valueFrom[property], valueTo[property]);
  }

  /** The 64-bit hash of a run of bytes that {@link #hash(int)} gives. */
  public static long hash(byte[] bytes, int from, int to) {
    long h = 0xcbf29ce484222325L;
    for (int i = from; i < to; i++) {
      h = (h ^ bytes[i] & 0xff) * 0x100000001b3L;
    }
    h ^= h >>> 32;
    h *= 0xd6e8feb86659fd93L;
    return h ^ h >>> 32;
  }
}
