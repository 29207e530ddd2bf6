package io.hotprobe.builtins;

/**
 * The kinds of interface that a USB device has, {@code :CCSSPP:CCSSPP:}, each once, from its {@code descriptors}.
 *
 * <p>A descriptor is {@code u8 length, u8 type, ...}; of type 4 (interface) bytes 5, 6 and 7 are class, subclass and protocol. Source:
 * USB 2.0, section 9.6.5.
 */
final class UsbInterfaces {

  /** Most characters of all kinds together, as udev keeps them. */
  static final int LONGEST = 510;

  private static final int DEVICE = 18;
  private static final int INTERFACE = 9;
  private static final int INTERFACE_TYPE = 4;

  private UsbInterfaces() {}

  /**
   * The kinds.
   *
   * @param bytes what the attribute holds; null when it is not there
   * @return empty when there are none; without the last colon when a descriptor reaches beyond the end
   */
  static String of(byte[] bytes) {
    if (bytes == null || bytes.length < DEVICE) {
      return "";
    }
    StringBuilder kinds = new StringBuilder();
    for (int at = 0; at + INTERFACE < bytes.length && kinds.length() + 7 < LONGEST; ) {
      int length = bytes[at] & 0xff;
      if (length < 3) {
        break;
      }
      if (length > bytes.length - INTERFACE) {
        return kinds.toString();
      }
      if (bytes[at + 1] == INTERFACE_TYPE) {
        String kind = String.format(":%02x%02x%02x", bytes[at + 5], bytes[at + 6], bytes[at + 7]);
        if (kinds.indexOf(kind) < 0) {
          kinds.append(kind);
        }
      }
      at += length;
    }
    return kinds.length() == 0 ? "" : kinds.append(':').toString();
  }
}
