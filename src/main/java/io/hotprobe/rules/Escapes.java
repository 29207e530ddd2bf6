package io.hotprobe.rules;

import java.nio.charset.StandardCharsets;

/** The escapes of {@code e"..."}: those of C, and {@code \s} for a blank. Code points give their UTF-8, one char a byte. */
final class Escapes {

  private final String escaped;
  private final StringBuilder resolved = new StringBuilder();
  private int at;

  private Escapes(String escaped) {
    this.escaped = escaped;
  }

  /** The text that is meant; null when there is an escape that does not exist, or one for a NUL byte. */
  static String resolve(String escaped) {
    return escaped.indexOf('\\') < 0 ? escaped : new Escapes(escaped).all();
  }

  private String all() {
    while (at < escaped.length()) {
      char c = escaped.charAt(at++);
      if (c != '\\') {
        resolved.append(c);
      } else if (at == escaped.length() || !one(escaped.charAt(at))) {
        return null;
      }
    }
    return resolved.toString();
  }

  private boolean one(char c) {
    return switch (c) {
      case 'a' -> plain('\u0007');
      case 'b' -> plain('\b');
      case 'f' -> plain('\f');
      case 'n' -> plain('\n');
      case 'r' -> plain('\r');
      case 't' -> plain('\t');
      case 'v' -> plain('\u000b');
      case '\\', '"', '\'' -> plain(c);
      case 's' -> plain(' ');
      case 'x' -> bytes(1, 2, 16);
      case 'u' -> codePoint(4);
      case 'U' -> codePoint(8);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> bytes(0, 3, 8);
      default -> false;
    };
  }

  private boolean plain(char c) {
    resolved.append(c);
    at++;
    return true;
  }

  private boolean bytes(int skipped, int digits, int radix) {
    long value = number(skipped, digits, radix);
    if (value <= 0 || value > 0xff) {
      return false;
    }
    resolved.append((char) value);
    return true;
  }

  private boolean codePoint(int digits) {
    long value = number(1, digits, 16);
    if (value <= 0 || value > Character.MAX_CODE_POINT || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
      return false;
    }
    byte[] utf8 = Character.toString((int) value).getBytes(StandardCharsets.UTF_8);
    resolved.append(new String(utf8, StandardCharsets.ISO_8859_1));
    return true;
  }

  /** The number of exactly so many digits; -1 when there are fewer. */
  private long number(int skipped, int digits, int radix) {
    int begin = at + skipped;
    if (begin + digits > escaped.length()) {
      return -1;
    }
    long value = 0;
    for (int i = begin; i < begin + digits; i++) {
      char c = escaped.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    at = begin + digits;
    return value;
  }
}
