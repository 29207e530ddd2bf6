package io.hotprobe.daemon;

import io.hotprobe.daemon.RequestText.WrongMember;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The members of a request's object, each taken once. Confined to one thread; single use. */
final class Members {

  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Map<String, Object> members;
  private final Set<String> taken = new HashSet<>();

  Members(Map<String, Object> members) {
    this.members = members;
  }

  private Object take(String name) {
    taken.add(name);
    return members.get(name);
  }

  long number(String name, long otherwise) {
    Object value = take(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Long number) {
      return number;
    }
    throw wrong(name, "a whole number");
  }

  /** One that must be there. */
  String string(String name) {
    if (take(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a string");
  }

  /** False when it is not there. */
  boolean flag(String name) {
    Object value = take(name);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw wrong(name, "true or false");
  }

  /** Empty when it is not there. */
  List<String> strings(String name) {
    Object value = take(name);
    List<String> strings = new ArrayList<>();
    if (value == null) {
      return strings;
    }
    if (value instanceof List<?> list) {
      for (Object each : list) {
        if (!(each instanceof String)) {
          throw wrong(name, "a list of strings");
        }
        strings.add((String) each);
      }
      return strings;
    }
    throw wrong(name, "a list of strings");
  }

  long timeout() {
    return within("timeout_ms", number("timeout_ms", Request.WAIT_MILLIS), Request.MOST_WAIT_MILLIS);
  }

  long count() {
    return within("count", number("count", -1), Integer.MAX_VALUE);
  }

  private static long within(String name, long value, long most) {
    if (value < 0 || value > most) {
      throw wrong(name, "a number from 0 to " + most);
    }
    return value;
  }

  String uuid() {
    String text = string("uuid");
    if (!UUID.matcher(text).matches()) {
      throw wrong("uuid", "a UUID");
    }
    return text;
  }

  /** Makes sure that there is nothing else. */
  void refuseOthers(String what) {
    for (String name : members.keySet()) {
      if (!taken.contains(name)) {
        throw new WrongMember("member", "a request '" + what + "' has no member '" + name + "'");
      }
    }
  }

  private static WrongMember wrong(String name, String form) {
    return new WrongMember("member", "'" + name + "' is to be " + form);
  }
}
