package io.hotprobe.rules;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Numbers that OWNER, GROUP and MODE hold. */
final class Numbers {

  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,9}");
  private static final int HIGHEST_MODE = 07777;
  private static final long NO_ID = 0xffff_ffffL;
  private static final long NO_SHORT_ID = 0xffff;

  private Numbers() {}

  /** Octal digits, blanks before them allowed. */
  static OptionalInt mode(String text) {
    boolean signed = text.indexOf('+') >= 0 || text.indexOf('-') >= 0;
    OptionalLong mode = signed ? OptionalLong.empty() : CNumber.unsigned(text, 8);
    return mode.isPresent() && mode.getAsLong() <= HIGHEST_MODE ? OptionalInt.of((int) mode.getAsLong()) : OptionalInt.empty();
  }

  /** Of a user or group, in decimal; those above {@link Integer#MAX_VALUE} come out negative. */
  static OptionalInt id(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return OptionalInt.empty();
    }
    long id = Long.parseLong(text);
    return id >= NO_ID || id == NO_SHORT_ID ? OptionalInt.empty() : OptionalInt.of((int) id);
  }
}
