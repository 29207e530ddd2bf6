package io.hotprobe.rules;

/** UTF-8 in text of one char a byte. */
public final class Utf8 {

  private static final int[] SMALLEST = {0, 0, 0x80, 0x800, 0x10000};

  private Utf8() {}

  /** The bytes of the character of more than one byte that begins at an index; 0 when there is none that is valid. */
  public static int length(String text, int at) {
    int first = text.charAt(at);
    int length = first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
    if (length == 0 || at + length > text.length()) {
      return 0;
    }
    int point = first & 0xff >> length + 1;
    for (int i = 1; i < length; i++) {
      int next = text.charAt(at + i);
      if ((next & 0xc0) != 0x80 || next > 0xff) {
        return 0;
      }
      point = point << 6 | next & 0x3f;
    }
    return point >= SMALLEST[length] && isCharacter(point) ? length : 0;
  }

  private static boolean isCharacter(int point) {
    return point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) && (point < 0xfdd0 || point > 0xfdef) && (point & 0xfffe) != 0xfffe;
  }

  /** Whether it is valid throughout and has no control character. */
  public static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      int length = c < 0x80 ? 1 : length(text, i);
      if (length == 0 || c < ' ' || c == 0x7f) {
        return false;
      }
      i += length;
    }
    return true;
  }
}
