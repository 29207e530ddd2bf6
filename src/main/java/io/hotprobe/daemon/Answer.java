package io.hotprobe.daemon;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the daemon says on the control socket: one line of JSON. */
public sealed interface Answer {

  /** The version of the protocol. */
  int VERSION = 1;

  /**
   * It was done.
   *
   * @param members in order; values are strings, numbers, booleans, nulls, lists, and maps of such
   */
  record Done(Map<String, Object> members) implements Answer {

    /** With no more to say. */
    static final Done PLAIN = new Done(Map.of());

    public Done {
      members = new LinkedHashMap<>(members);
    }
  }

  /**
   * It was not done.
   *
   * @param code one word, for programs
   * @param text what is wrong
   * @param remedy what the reader can do; may be empty
   */
  record Failed(String code, String text, String remedy) implements Answer {}

  /** A uevent, for a monitor. */
  record Event(Map<String, Object> members) implements Answer {

    public Event {
      members = new LinkedHashMap<>(members);
    }
  }

  /** So many lines for a monitor found no room: it reads too slowly. */
  record Lost(long lines) implements Answer {}
}
