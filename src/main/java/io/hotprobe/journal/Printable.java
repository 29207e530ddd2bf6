package io.hotprobe.journal;

/** Text that may come from a device, made safe for terminals and logs. */
public final class Printable {

  private Printable() {}

  /** Backslashes and bytes that are not printable ASCII as {@code \xHH}; {@code µ}, which only our own durations use, stays. */
  public static String text(String raw) {
    StringBuilder safe = null;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean plain = c >= ' ' && c < 0x7f && c != '\\' || c == 'µ';
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
}
