package io.hotprobe.policy;

import java.util.Locale;

/** Hexadecimal numbers as a policy spells them. */
final class HexCode {

  private static final int LONGEST = 8;

  private HexCode() {}

  static boolean isHex(String text) {
    return !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
  }

  /** Capitals, without leading zeros: {@code 0781} and {@code 00000781} are the same. */
  static String number(String digits) {
    int from = 0;
    while (from < digits.length() - 1 && digits.charAt(from) == '0') {
      from++;
    }
    return digits.substring(from).toUpperCase(Locale.ROOT);
  }

  /** Whether it can be a class code: the class alone, with its subclass, or with its protocol too. */
  static boolean isClass(String text) {
    return isHex(text) && text.length() % 2 == 0 && text.length() <= 6;
  }

  /** Whether it is meant for a class code and is none: no class of sysfs has a name of one character, or of digits. */
  static boolean isMisspeltClass(String text) {
    boolean isNumber = text.startsWith("0x") || text.startsWith("0X") || text.chars().allMatch(c -> c >= '0' && c <= '9');
    return !isClass(text) && (isNumber || text.length() == 1 && isHex(text));
  }
}
