package io.hotprobe.journal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that may come from a device, made safe for terminals and logs. */
public final class Printable {

  private Printable() {}

  /** Backslashes and bytes that are not printable ASCII as {@code \xHH}. */
  public static String text(String raw) {
    StringBuilder safe = null;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean plain = c >= ' ' && c < 0x7f && c != '\\';
      if (!plain && safe == null) {
        safe = new StringBuilder(raw.length() + 16).append(raw, 0, i);
      }
      if (safe != null) {
        if (plain) {
          safe.append(c);
        } else {
          safe.append(String.format("\\x%02x", (int) c));
        }
      }
    }
    return safe == null ? raw : safe.toString();
  }

  /** Text of one char a byte, decoded as UTF-8 where it is that, else as Latin-1. */
  public static String unicode(String bytes) {
    try {
      byte[] encoded = bytes.getBytes(StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(encoded)).toString();
    } catch (CharacterCodingException latin) {
      return bytes;
    }
  }
}
