package io.hotprobe.builtins;

import io.hotprobe.rules.Blank;
import io.hotprobe.rules.SafeText;
import io.hotprobe.rules.Utf8;

/** Text that a device gives of itself, made fit for names. One char a byte throughout. */
final class IdText {

  private IdText() {}

  /**
   * Without blanks around it, each run of blanks and each character that a device node may not have as {@code _}.
   *
   * @param longest only so many characters of the text, blanks before it included, are looked at
   */
  static String name(String text, int longest) {
    return SafeText.of(joined(text, longest), "");
  }

  /** Without blanks around it, each run of blanks as {@code _}, and so each byte of 0x80 and more that is not part of UTF-8. */
  static String label(String text, int longest) {
    String joined = joined(text, longest);
    StringBuilder to = new StringBuilder(joined.length());
    for (int i = 0; i < joined.length(); ) {
      int length = joined.charAt(i) < 0x80 ? 1 : Utf8.length(joined, i);
      to.append(length == 0 ? "_" : joined.substring(i, i + length));
      i += Math.max(length, 1);
    }
    return to.toString();
  }

  private static String joined(String text, int longest) {
    StringBuilder to = new StringBuilder();
    int i = 0;
    while (i < text.length() && Blank.separates(text.charAt(i))) {
      i++;
    }
    boolean space = false;
    for (; i < text.length() && i < longest && to.length() < longest; i++) {
      char c = text.charAt(i);
      if (Blank.isSpace(c)) {
        space = true;
        continue;
      }
      if (space && to.length() + 1 >= longest) {
        break;
      }
      to.append(space ? "_" : "").append(c);
      space = false;
    }
    return to.toString();
  }

  /**
   * With each character that a device node may not have as {@code \xHH}.
   *
   * @param longest most characters of the result; what does not fit is left out
   */
  static String encoded(String text, int longest) {
    StringBuilder to = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int length = Utf8.length(text, i);
      char c = text.charAt(i);
      String next;
      if (length > 1) {
        next = text.substring(i, i + length);
      } else {
        next = SafeText.isPlain(c) ? String.valueOf(c) : String.format("\\x%02x", (int) c);
        length = 1;
      }
      if (to.length() + next.length() > longest) {
        break;
      }
      to.append(next);
      i += length;
    }
    return to.toString();
  }
}
