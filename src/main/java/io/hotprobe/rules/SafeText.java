package io.hotprobe.rules;

/** Text from outside, made fit to be part of a name. Source: the manual page udev(7), OPTIONS, and the answers of systemd 257. */
final class SafeText {

  /** What is left alone in a program's output and an attribute, besides letters, digits and some marks. */
  static final String INPUT = "/ $%?,";

  private static final String MARKS = "#+-.:=@_";

  private SafeText() {}

  /**
   * Replaces by {@code _} what is neither a letter, a digit, one of {@code #+-.:=@_}, {@code \x}, nor UTF-8 of more than one byte.
   *
   * @param allowed left alone too; if a blank is among them other white space becomes one
   */
  static String of(String text, String allowed) {
    StringBuilder safe = new StringBuilder(text);
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      int sequence = isPlain(c) || allowed.indexOf(c) >= 0 ? 1 : sequence(text, i);
      if (sequence == 0) {
        safe.setCharAt(i, isSpace(c) && allowed.indexOf(' ') >= 0 ? ' ' : '_');
      }
      i += Math.max(sequence, 1);
    }
    return safe.toString();
  }

  private static boolean isPlain(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || MARKS.indexOf(c) >= 0;
  }

  /** How many bytes from there belong together and are let pass. */
  private static int sequence(String text, int at) {
    return text.startsWith("\\x", at) ? 2 : utf8Length(text, at);
  }

  /** The length of a valid UTF-8 sequence of more than one byte; 0 when there is none. */
  private static int utf8Length(String text, int at) {
    int lead = text.charAt(at);
    int length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    if (length == 0 || at + length > text.length()) {
      return 0;
    }
    int code = lead & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      char next = text.charAt(at + i);
      if (next < 0x80 || next >= 0xc0) {
        return 0;
      }
      code = code << 6 | next & 0x3f;
    }
    return isCharacter(code, length) ? length : 0;
  }

  private static boolean isCharacter(int code, int length) {
    int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    return code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  }

  /** As {@code isspace(3)} in the C locale. */
  static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  /** Puts one {@code _} for each run of white space, and nothing for those at the ends. */
  static String joined(String text) {
    StringBuilder joined = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isSpace(c)) {
        gap = joined.length() > 0;
        continue;
      }
      if (gap) {
        joined.append('_');
        gap = false;
      }
      joined.append(c);
    }
    return joined.toString();
  }

  static String withoutTrailingBlanks(String text) {
    int to = text.length();
    while (to > 0 && PropertyLines.isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(0, to);
  }

  /** Replaces by {@code _} what the kernel does not take in the name of a network interface. */
  static String interfaceName(String text) {
    StringBuilder name = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ':' || c == '/' || c == '%') {
        name.setCharAt(i, '_');
      }
    }
    return name.toString();
  }
}
