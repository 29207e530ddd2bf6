package io.hotprobe.rules;

import java.util.List;
import java.util.Optional;

/** Looks for substitutions that udev warns of and copies as they stand. Source: {@code udev_check_format} of systemd 257, its answers. */
final class Substitutions {

  private static final List<String> LONG =
      List.of(
          "devnode", "tempnode", "attr", "sysfs", "env", "kernel", "number", "driver", "devpath", "id", "major", "minor", "result",
          "parent", "name", "links", "root", "sys");
  private static final String SHORT = "NsEkndpbMmcPDLrS";

  private final String value;
  private int at;

  private Substitutions(String value) {
    this.value = value;
  }

  /** What is wrong with the first one that is wrong; empty when none is. */
  static Optional<String> problem(String value) {
    return new Substitutions(value).first();
  }

  private Optional<String> first() {
    while (at < value.length()) {
      char c = value.charAt(at);
      if (c != '$' && c != '%') {
        at++;
      } else if (at + 1 < value.length() && value.charAt(at + 1) == c) {
        at += 2;
      } else {
        Optional<String> problem = one(c);
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> one(char mark) {
    String name = mark == '$' ? longName() : shortName();
    if (name == null) {
      return said("there is no such substitution");
    }
    int end = at + 1 + name.length();
    String attribute = "";
    if (end < value.length() && value.charAt(end) == '{') {
      int close = value.indexOf('}', end);
      if (close <= end + 1) {
        return said("its braces hold nothing or are not closed");
      }
      attribute = value.substring(end + 1, close);
      end = close + 1;
    }
    at = end;
    if (attribute.isEmpty() && needsAttribute(name)) {
      return said("a name in braces is missing");
    }
    if (!attribute.isEmpty() && isResult(name) && !isNumber(attribute)) {
      return said("what is in its braces is not a number");
    }
    return Optional.empty();
  }

  private static boolean needsAttribute(String name) {
    return name.equals("attr") || name.equals("sysfs") || name.equals("env") || name.equals("s") || name.equals("E");
  }

  private static boolean isResult(String name) {
    return name.equals("result") || name.equals("c");
  }

  /** Without a sign before it; a plus after it means "and all that follow". */
  private static boolean isNumber(String attribute) {
    String number = attribute.endsWith("+") ? attribute.substring(0, attribute.length() - 1) : attribute;
    return Numbers.unsigned(number).isPresent();
  }

  private String longName() {
    for (String name : LONG) {
      if (value.startsWith(name, at + 1)) {
        return name;
      }
    }
    return null;
  }

  private String shortName() {
    return at + 1 < value.length() && SHORT.indexOf(value.charAt(at + 1)) >= 0 ? value.substring(at + 1, at + 2) : null;
  }

  private Optional<String> said(String problem) {
    return Optional.of("char " + (at + 1) + ": " + problem);
  }
}
