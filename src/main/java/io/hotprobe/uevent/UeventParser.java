package io.hotprobe.uevent;

/**
 * Reads a kernel message in place.
 *
 * <pre>
 *   ACTION@DEVPATH NUL  KEY=VALUE NUL  KEY=VALUE NUL ...
 * </pre>
 *
 * ACTION, DEVPATH, SUBSYSTEM and SEQNUM must be there; order, unknown keys, unknown actions, equal signs in values and repeated keys
 * do not matter. A value ends at its first newline, as for libudev: the kernel's MODALIAS of a processor has one. Allocates nothing.
 * Source: {@code lib/kobject_uevent.c} of the kernel, {@code add_uevent_var} and {@code kobject_uevent_env}.
 */
public final class UeventParser {

  private UeventParser() {}

  /**
   * Parses {@code bytes[from, to)}.
   *
   * @param into filled and returned when the message is well formed; what it holds otherwise is undefined
   */
  public static Parsed parse(byte[] bytes, int from, int to, Uevent into) {
    if (from >= to) {
      return Malformed.EMPTY;
    }
    if (bytes[to - 1] != 0) {
      return Malformed.UNTERMINATED;
    }
    int headerEnd = nul(bytes, from);
    if (!isHeader(bytes, from, headerEnd)) {
      return Malformed.NO_HEADER;
    }
    into.bytes = bytes;
    into.count = 0;
    for (int at = headerEnd + 1; at < to; ) {
      int end = nul(bytes, at);
      Malformed wrong = addProperty(into, at, end);
      if (wrong != null) {
        return wrong;
      }
      at = end + 1;
    }
    return required(into);
  }

  private static Malformed addProperty(Uevent into, int from, int to) {
    int equals = from;
    while (equals < to && into.bytes[equals] != '=') {
      equals++;
    }
    if (equals == from || equals == to) {
      return Malformed.NOT_KEY_VALUE;
    }
    if (into.count == Uevent.MAX_PROPERTIES) {
      return Malformed.TOO_MANY_PROPERTIES;
    }
    into.keyFrom[into.count] = from;
    into.valueFrom[into.count] = equals + 1;
    into.valueTo[into.count++] = lineEnd(into.bytes, equals + 1, to);
    return null;
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != '\n' && bytes[end] != '\r') {
      end++;
    }
    return end;
  }

  private static Parsed required(Uevent uevent) {
    int action = uevent.find(Key.ACTION);
    if (action == Uevent.ABSENT) {
      return Malformed.NO_ACTION;
    }
    uevent.action = Action.of(uevent.bytes, uevent.valueFrom(action), uevent.valueTo(action));
    uevent.devpath = uevent.find(Key.DEVPATH);
    if (uevent.devpath == Uevent.ABSENT || !startsWithSlash(uevent, uevent.devpath)) {
      return Malformed.NO_DEVPATH;
    }
    if (leadsUp(uevent.bytes, uevent.valueFrom(uevent.devpath), uevent.valueTo(uevent.devpath))) {
      return Malformed.PATH_TRAVERSAL;
    }
    uevent.subsystem = uevent.find(Key.SUBSYSTEM);
    if (uevent.subsystem == Uevent.ABSENT) {
      return Malformed.NO_SUBSYSTEM;
    }
    int seqnum = uevent.find(Key.SEQNUM);
    uevent.seqnum = seqnum == Uevent.ABSENT ? -1 : number(uevent, seqnum);
    return uevent.seqnum < 0 ? Malformed.NO_SEQNUM : uevent;
  }

  private static boolean startsWithSlash(Uevent uevent, int property) {
    int from = uevent.valueFrom(property);
    return from < uevent.valueTo(property) && uevent.bytes[from] == '/';
  }

  /** Whether a path has a component {@code ..}. */
  private static boolean leadsUp(byte[] bytes, int from, int to) {
    for (int i = from; i + 2 < to; i++) {
      if (bytes[i] == '/' && bytes[i + 1] == '.' && bytes[i + 2] == '.' && (i + 3 == to || bytes[i + 3] == '/')) {
        return true;
      }
    }
    return false;
  }

  private static long number(Uevent uevent, int property) {
    int from = uevent.valueFrom(property);
    int to = uevent.valueTo(property);
    if (from == to || to - from > 18) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = uevent.bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static boolean isHeader(byte[] bytes, int from, int to) {
    for (int i = from; i + 1 < to; i++) {
      if (bytes[i] == '@') {
        return i > from && bytes[i + 1] == '/';
      }
    }
    return false;
  }

  /** The message ends in a NUL, so there is one. */
  private static int nul(byte[] bytes, int from) {
    int i = from;
    while (bytes[i] != 0) {
      i++;
    }
    return i;
  }
}
