package io.hotprobe.modalias;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The glob a module declares, over bytes: {@code *} and {@code ?} match any byte ({@code /} and leading dots too), {@code [a-z]},
 * {@code [!x]}, {@code [^x]}, {@code [[:alpha:]]}, {@code [[=x=]]} and {@code [[.x.]]} match sets, a backslash quotes. Source: fnmatch(3) with no flags, C locale.
 */
public final class AliasPattern {

  private static final String[] CLASSES = {
    "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit"
  };

  /** Bytes that must be there behind a text. */
  static final int SLACK = Long.BYTES;

  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long STARS = ONES * '*';
  private static final long QUESTIONS = ONES * '?';
  private static final long BRACKETS = ONES * '[';
  private static final long BACKSLASHES = ONES * '\\';

  private AliasPattern() {}

  /** True when {@code pattern} matches all of {@code text}; both Latin-1, one char a byte. */
  public static boolean matches(String pattern, String text) {
    byte[] p = pattern.getBytes(StandardCharsets.ISO_8859_1);
    byte[] t = text.getBytes(StandardCharsets.ISO_8859_1);
    return matches(padded(p), 0, p.length, padded(t), 0, t.length);
  }

  /** An array that {@link #matches} may read {@link #SLACK} bytes beyond its text. */
  static byte[] padded(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + SLACK);
  }

  /**
   * True when the glob in {@code p[from, to)} matches all of {@code t[at, end)}. Literal text is compared up to 8 bytes at a time,
   * so both arrays go on for {@link #SLACK} bytes of anything. Allocates nothing; time grows with the product of the two lengths at
   * worst.
   */
  static boolean matches(byte[] p, int from, int to, byte[] t, int at, int end) {
    int i = from;
    int j = at;
    int star = -1;
    int retry = 0;
    while (i < to || j < end) {
      if (i < to && p[i] == '*') {
        star = ++i;
        retry = j - 1;
        if (i == to) {
          return true;
        }
      } else {
        int run = literals(p, i, to);
        if (run > 0 && j + run <= end && (load(p, i) ^ load(t, j)) << unused(run) == 0) {
          i += run;
          j += run;
          continue;
        }
        int next = run == 0 && i < to && j < end ? one(p, i, to, t[j] & 0xff) : -1;
        if (next >= 0) {
          i = next;
          j++;
          continue;
        }
        if (star < 0) {
          return false;
        }
      }
      int run = literals(p, star, to);
      retry = seek(p, star, run, t, retry + 1, end);
      if (retry > end) {
        return false;
      }
      i = star + run;
      j = retry + run;
    }
    return true;
  }

  /** The first place from {@code from} on that has the {@code run} literal bytes of {@code p[i]}; behind the end if none has. */
  private static int seek(byte[] p, int i, int run, byte[] t, int from, int end) {
    if (run == 0) {
      return from;
    }
    long wanted = load(p, i) << unused(run);
    long first = ONES * (p[i] & 0xff);
    int last = end - run;
    for (int at = from; at <= last; at++) {
      at += Long.numberOfTrailingZeros(zeros(load(t, at) ^ first) | 1L << 63) >>> 3;
      if (at <= last && load(t, at) << unused(run) == wanted) {
        return at;
      }
    }
    return end + 1;
  }

  /** Bits of a loaded long that lie behind its first {@code run} bytes. */
  private static int unused(int run) {
    return 8 * (Long.BYTES - run);
  }

  /** Whether {@code n} bytes are the same; both arrays padded. */
  static boolean same(byte[] p, int i, byte[] t, int j, int n) {
    int done = 0;
    for (; done + Long.BYTES <= n; done += Long.BYTES) {
      if (load(p, i + done) != load(t, j + done)) {
        return false;
      }
    }
    return done == n || (load(p, i + done) ^ load(t, j + done)) << unused(n - done) == 0;
  }

  /** How many literal bytes stand at {@code p[i]}, at most 8. */
  private static int literals(byte[] p, int i, int to) {
    long bytes = load(p, i);
    long special = zeros(bytes ^ STARS) | zeros(bytes ^ QUESTIONS) | zeros(bytes ^ BRACKETS) | zeros(bytes ^ BACKSLASHES);
    return Math.min(to - i, Long.numberOfTrailingZeros(special) >>> 3);
  }

  /** The lowest bit set in the result is the high bit of the lowest byte that is zero. */
  private static long zeros(long bytes) {
    return bytes - ONES & ~bytes & ONES << 7;
  }

  private static long load(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** Where the pattern goes on after its special element at {@code i} took the byte {@code c}; -1 when it does not take it. */
  private static int one(byte[] p, int i, int to, int c) {
    switch (p[i]) {
      case '?':
        return i + 1;
      case '[':
        int close = closing(p, i, to);
        if (close < 0) {
          return c == '[' ? i + 1 : -1;
        }
        return inSet(p, i + 1, close, c) ? close + 1 : -1;
      default:
        return i + 1 < to && (p[i + 1] & 0xff) == c ? i + 2 : -1;
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
      boolean isClass = isBracketed(p, i, to, ':');
      i = memberEnd(p, i, to);
      if (!isClass && isRange(p, i, to)) {
        i = limitEnd(p, i + 1, to);
      }
    }
    return -1;
  }

  /** Where the set's member at {@code i} ends: a byte, a quoted byte, {@code [:name:]}, {@code [=x=]} or {@code [.x.]}. */
  private static int memberEnd(byte[] p, int i, int to) {
    return isBracketed(p, i, to, ':') ? nameEnd(p, i, to) + 2 : limitEnd(p, i, to);
  }

  /** The same for the end of a range, which no class can be. */
  private static int limitEnd(byte[] p, int i, int to) {
    if (isBracketed(p, i, to, '=') || isBracketed(p, i, to, '.')) {
      return i + 5;
    }
    return p[i] == '\\' ? i + 2 : i + 1;
  }

  /** The byte that the member at {@code i} stands for. */
  private static int limit(byte[] p, int i, int to) {
    boolean bracketed = isBracketed(p, i, to, '=') || isBracketed(p, i, to, '.');
    return p[bracketed ? i + 2 : p[i] == '\\' && i + 1 < to ? i + 1 : i] & 0xff;
  }

  private static boolean isRange(byte[] p, int i, int to) {
    return i + 1 < to && p[i] == '-' && p[i + 1] != ']';
  }

  private static boolean isBracketed(byte[] p, int i, int to, char kind) {
    if (p[i] != '[' || i + 1 >= to || p[i + 1] != kind) {
      return false;
    }
    int end = kind == ':' ? nameEnd(p, i, to) : i + 3;
    return end + 1 < to && p[end] == kind && p[end + 1] == ']';
  }

  /** Where the lower-case name of a class that starts at {@code i} ends. */
  private static int nameEnd(byte[] p, int i, int to) {
    int end = i + 2;
    while (end < to && p[end] >= 'a' && p[end] <= 'z') {
      end++;
    }
    return end;
  }

  private static boolean inSet(byte[] p, int from, int close, int c) {
    int i = from;
    boolean negated = p[i] == '!' || p[i] == '^';
    if (negated) {
      i++;
    }
    while (i < close) {
      int end = memberEnd(p, i, close);
      if (isBracketed(p, i, close, ':')) {
        String name = className(p, i + 2, end - 2);
        if (name == null) {
          return false;
        }
        if (inClass(name, c)) {
          return !negated;
        }
        i = end;
        continue;
      }
      int low = limit(p, i, close);
      int high = low;
      if (end + 1 < close && p[end] == '-') {
        high = limit(p, end + 1, close);
        end = limitEnd(p, end + 1, close);
      }
      if (low <= c && c <= high) {
        return !negated;
      }
      i = end;
    }
    return negated;
  }

  /** The class of that name; null when there is none, and then the rest of the set takes nothing, negated or not. */
  private static String className(byte[] p, int from, int to) {
    for (String name : CLASSES) {
      if (name.length() == to - from && named(name, p, from)) {
        return name;
      }
    }
    return null;
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
