package io.hotprobe.modalias;

import java.nio.charset.StandardCharsets;

/**
 * The glob a module declares, over bytes: {@code *} and {@code ?} match any byte ({@code /} and leading dots too), {@code [a-z]},
 * {@code [!x]}, {@code [^x]} and {@code [[:alpha:]]} match sets, a backslash quotes. Source: fnmatch(3) with no flags, C locale.
 */
public final class AliasPattern {

  private static final String[] CLASSES = {
    "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit"
  };

  private AliasPattern() {}

  /** True when {@code pattern} matches all of {@code text}; both Latin-1, one char a byte. */
  public static boolean matches(String pattern, String text) {
    byte[] p = pattern.getBytes(StandardCharsets.ISO_8859_1);
    byte[] t = text.getBytes(StandardCharsets.ISO_8859_1);
    return matches(p, 0, p.length, t, 0, t.length);
  }

  /**
   * True when the glob in {@code p[from, to)} matches all of {@code t[at, end)}. Allocates nothing; time grows with the product of
   * the two lengths at worst.
   */
  static boolean matches(byte[] p, int from, int to, byte[] t, int at, int end) {
    int i = from;
    int j = at;
    int star = -1;
    int retry = 0;
    while (j < end || i < to) {
      if (i < to && p[i] == '*') {
        star = ++i;
        retry = j;
        if (i == to) {
          return true;
        }
        continue;
      }
      int next = i < to && j < end ? one(p, i, to, t[j] & 0xff) : -1;
      if (next >= 0) {
        i = next;
        j++;
      } else if (star >= 0 && retry < end) {
        i = star;
        j = ++retry;
      } else {
        return false;
      }
    }
    return true;
  }

  /** Where the pattern goes on after its element at {@code i} took the byte {@code c}; -1 when it does not take it. */
  private static int one(byte[] p, int i, int to, int c) {
    int element = p[i] & 0xff;
    switch (element) {
      case '?':
        return i + 1;
      case '[':
        int close = closing(p, i, to);
        if (close < 0) {
          return c == '[' ? i + 1 : -1;
        }
        return inSet(p, i + 1, close, c) ? close + 1 : -1;
      case '\\':
        return i + 1 < to && (p[i + 1] & 0xff) == c ? i + 2 : -1;
      default:
        return element == c ? i + 1 : -1;
    }
  }

  /** The index of the {@code ]} that ends the set opened at {@code open}; -1 when none does. */
  static int closing(byte[] p, int open, int to) {
    int i = open + 1;
    if (i < to && (p[i] == '!' || p[i] == '^')) {
      i++;
    }
    for (boolean first = true; i < to; first = false) {
      if (p[i] == ']' && !first) {
        return i;
      }
      int named = namedClass(p, i, to);
      i = named >= 0 ? named : p[i] == '\\' ? i + 2 : i + 1;
    }
    return -1;
  }

  /** Where {@code [:name:]} ends that starts at {@code i}; -1 when none starts there. */
  private static int namedClass(byte[] p, int i, int to) {
    if (p[i] != '[' || i + 1 >= to || p[i + 1] != ':') {
      return -1;
    }
    for (int j = i + 2; j + 1 < to; j++) {
      if (p[j] == ':' && p[j + 1] == ']') {
        return j + 2;
      }
      if (p[j] < 'a' || p[j] > 'z') {
        return -1;
      }
    }
    return -1;
  }

  private static boolean inSet(byte[] p, int from, int close, int c) {
    int i = from;
    boolean negated = p[i] == '!' || p[i] == '^';
    if (negated) {
      i++;
    }
    boolean found = false;
    while (i < close) {
      int named = namedClass(p, i, close);
      if (named >= 0) {
        found |= inClass(p, i + 2, named - 2, c);
        i = named;
        continue;
      }
      if (p[i] == '\\' && i + 1 < close) {
        i++;
      }
      int low = p[i++] & 0xff;
      int high = low;
      if (i + 1 < close && p[i] == '-') {
        i += p[i + 1] == '\\' && i + 2 < close ? 2 : 1;
        high = p[i++] & 0xff;
      }
      found |= low <= c && c <= high;
    }
    return found != negated;
  }

  private static boolean inClass(byte[] p, int from, int to, int c) {
    for (String name : CLASSES) {
      if (name.length() == to - from && named(name, p, from)) {
        return inClass(name, c);
      }
    }
    return false;
  }

  private static boolean named(String name, byte[] p, int from) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) != p[from + i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean inClass(String name, int c) {
    boolean lower = c >= 'a' && c <= 'z';
    boolean upper = c >= 'A' && c <= 'Z';
    boolean digit = c >= '0' && c <= '9';
    boolean graph = c > ' ' && c < 0x7f;
    return switch (name) {
      case "alnum" -> lower || upper || digit;
      case "alpha" -> lower || upper;
      case "blank" -> c == ' ' || c == '\t';
      case "cntrl" -> c < ' ' || c == 0x7f;
      case "digit" -> digit;
      case "graph" -> graph;
      case "lower" -> lower;
      case "print" -> graph || c == ' ';
      case "punct" -> graph && !lower && !upper && !digit;
      case "space" -> c == ' ' || c >= '\t' && c <= '\r';
      case "upper" -> upper;
      default -> digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    };
  }
}
