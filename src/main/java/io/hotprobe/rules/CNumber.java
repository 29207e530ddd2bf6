package io.hotprobe.rules;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Numbers in attributes, names and rules, read as udev reads them: the whole text, blanks and a sign before it, and for base 0 the
 * prefixes {@code 0x}, {@code 0b}, {@code 0o} and {@code 0}.
 */
public final class CNumber {

  private static final long LARGEST = 0xffff_ffffL;

  /** More characters than any number of 32 bits that is not padded on purpose. */
  private static final int LONGEST = 80;

  private CNumber() {}

  /**
   * An unsigned number of 32 bits.
   *
   * @param text null for an attribute that is not there
   * @return empty when it is none
   */
  public static OptionalLong unsigned(String text, int base) {
    OptionalLong number = number(text, base);
    return number.isPresent() && number.getAsLong() < 0 ? OptionalLong.empty() : number;
  }

  /** {@link #unsigned(String, int)} of base 0. */
  public static OptionalLong unsigned(String text) {
    return unsigned(text, 0);
  }

  /** A number of 32 bits with its sign, of base 0. */
  static OptionalInt signed(String text) {
    OptionalLong number = number(text, 0);
    boolean fits = number.isPresent() && number.getAsLong() == (int) number.getAsLong();
    return fits ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  private static OptionalLong number(String text, int base) {
    if (text == null || text.length() > LONGEST) {
      return OptionalLong.empty();
    }
    int at = blanks(text);
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (at < text.length() && (negative || text.charAt(at) == '+')) {
      at++;
    }
    OptionalLong value = digits(text.substring(at), base);
    return negative && value.isPresent() ? OptionalLong.of(-value.getAsLong()) : value;
  }

  private static int blanks(String text) {
    int at = 0;
    while (at < text.length() && Blank.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static OptionalLong digits(String text, int base) {
    int radix = base == 0 ? detected(text) : base;
    int from = (base == 0 || base == 16) && prefixed(text, radix) ? 2 : 0;
    if (from == text.length()) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = from; i < text.length(); i++) {
      int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return OptionalLong.empty();
      }
      value = value * radix + digit;
      if (value > LARGEST) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(value);
  }

  private static int detected(String text) {
    if (prefixed(text, 16)) {
      return 16;
    }
    if (prefixed(text, 2)) {
      return 2;
    }
    return text.startsWith("0") && text.length() > 1 ? 8 : 10;
  }

  private static boolean prefixed(String text, int radix) {
    return switch (radix) {
      case 16 -> text.startsWith("0x") || text.startsWith("0X");
      case 8 -> text.startsWith("0o");
      case 2 -> text.startsWith("0b");
      default -> false;
    };
  }
}
