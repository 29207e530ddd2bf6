package io.hotprobe.rules;

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
    if (value <= 0 || value > Character.MAX_CODE_POINT) {
      return false;
    }
    utf8((int) value);
    return true;
  }

  /** Written out here because Java has no bytes for halves of surrogates, which udev lets pass. */
  private void utf8(int value) {
    if (value < 0x80) {
      resolved.append((char) value);
      return;
    }
    int more = value < 0x800 ? 1 : value < 0x10000 ? 2 : 3;
    resolved.append((char) (0xff00 >> more + 1 & 0xff | value >> 6 * more));
    for (int i = more - 1; i >= 0; i--) {
      resolved.append((char) (0x80 | value >> 6 * i & 0x3f));
    }
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
