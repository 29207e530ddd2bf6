package io.hotprobe.rules;

import java.util.Optional;
import java.util.OptionalInt;

/** Numbers as udev reads them in rules. */
final class Numbers {

  /** Most digits looked at. */
  private static final int LONGEST = 32;

  private static final int HIGHEST_MODE = 07777;
  private static final long NO_ID = 0xffff_ffffL;
  private static final long NO_SHORT_ID = 0xffff;

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
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9') || text.length() > 1 && text.startsWith("0")) {
      return OptionalInt.empty();
    }
    long id = Long.parseLong(text);
    return id >= NO_ID || id == NO_SHORT_ID ? OptionalInt.empty() : OptionalInt.of((int) id);
  }

  /** With a sign, blanks before it; {@code 0x}, {@code 0b}, {@code 0o} or {@code 0} says which digits follow. */
  static Optional<Integer> signed(String text) {
    String rest = text.stripLeading();
    boolean negative = rest.startsWith("-");
    if (negative || rest.startsWith("+")) {
      rest = rest.substring(1);
    }
    int radix = 10;
    if (rest.length() > 1 && rest.charAt(0) == '0') {
      radix = switch (rest.charAt(1)) {
        case 'x', 'X' -> 16;
        case 'b', 'B' -> 2;
        default -> 8;
      };
      rest = rest.substring(radix == 8 && rest.charAt(1) != 'o' ? 1 : 2);
    }
    if (rest.isEmpty() || rest.length() > LONGEST || rest.charAt(0) == '+' || rest.charAt(0) == '-') {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.parseInt((negative ? "-" : "") + rest, radix));
    } catch (NumberFormatException notOne) {
      return Optional.empty();
    }
  }
}
