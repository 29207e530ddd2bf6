package io.hotprobe.rules;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Numbers as udev reads them in rules. */
final class Numbers {

  /** Most digits looked at. */
  private static final int LONGEST = 32;

  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,9}");
  private static final int HIGHEST_MODE = 07777;
  private static final long NO_ID = 0xffff_ffffL;
  private static final long NO_SHORT_ID = 0xffff;

  private static final long HIGHEST_UNSIGNED = 0xffff_ffffL;

  private Numbers() {}

  /** Octal digits, blanks before them allowed. */
  static OptionalInt mode(String text) {
    String digits = text.stripLeading();
    if (digits.isEmpty() || digits.length() > LONGEST || !digits.chars().allMatch(c -> c >= '0' && c <= '7')) {
      return OptionalInt.empty();
    }
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > 4 || Integer.parseInt(significant, 8) > HIGHEST_MODE) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(significant, 8));
  }

  /** Of a user or group, in decimal; those above {@link Integer#MAX_VALUE} come out negative. */
  static OptionalInt id(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return OptionalInt.empty();
    }
    long id = Long.parseLong(text);
    return id >= NO_ID || id == NO_SHORT_ID ? OptionalInt.empty() : OptionalInt.of((int) id);
  }

  /** With or without a sign, blanks before it; {@code 0x}, {@code 0b}, {@code 0o} or {@code 0} says which digits follow. */
  static Optional<Integer> signed(String text) {
    return number(text).filter(value -> value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE).map(Long::intValue);
  }

  /** As {@link #signed}, from 0 to 2^32-1. */
  static Optional<Long> unsigned(String text) {
    return number(text).filter(value -> value >= 0 && value <= HIGHEST_UNSIGNED);
  }

  private static Optional<Long> number(String text) {
    String signed = text.stripLeading();
    boolean negative = signed.startsWith("-");
    String written = negative || signed.startsWith("+") ? signed.substring(1) : signed;
    int radix = radix(written);
    String digits = radix == 10 ? written : written.substring(radix == 8 && written.charAt(1) != 'o' ? 1 : 2);
    if (digits.isEmpty() || digits.length() > LONGEST || digits.chars().anyMatch(c -> c >= 0x80 || Character.digit(c, radix) < 0)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong((negative ? "-" : "") + digits, radix));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  private static int radix(String digits) {
    if (digits.length() < 2 || digits.charAt(0) != '0') {
      return 10;
    }
    return switch (digits.charAt(1)) {
      case 'x', 'X' -> 16;
      case 'b', 'B' -> 2;
      default -> 8;
    };
  }
}
