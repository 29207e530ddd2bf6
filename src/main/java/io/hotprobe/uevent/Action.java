package io.hotprobe.uevent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a uevent says has happened. Source: {@code kobject_actions} in the kernel's {@code lib/kobject_uevent.c}. */
public enum Action {
  ADD,
  REMOVE,
  CHANGE,
  MOVE,
  ONLINE,
  OFFLINE,
  BIND,
  UNBIND,
  /** One this version does not know; its text is in the uevent. */
  OTHER;

  private final byte[] text = name().toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

  private static final Action[] KNOWN = {ADD, REMOVE, CHANGE, MOVE, ONLINE, OFFLINE, BIND, UNBIND};

  static Action of(byte[] bytes, int from, int to) {
    for (Action action : KNOWN) {
      if (Arrays.equals(bytes, from, to, action.text, 0, action.text.length)) {
        return action;
      }
    }
    return OTHER;
  }
}
