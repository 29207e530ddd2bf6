package io.hotprobe.policy;

/**
 * Numbers that a modalias carries as letters followed by capital hexadecimal digits: {@code usb:v0781p5567...ic08isc06ip50in00},
 * {@code pci:v00008086d000010D3...bc02sc00i00}. Source: the kernel's scripts/mod/file2alias.c.
 */
final class HardwareId {

  /** What a number that is not there is. */
  static final String ABSENT = "";

  private HardwareId() {}

  /** The digits behind the letters {@code key}; empty when they are not there or their value is a wildcard. */
  static String field(String modalias, String key) {
    int at = modalias.indexOf(':') + 1;
    while (at < modalias.length()) {
      int letters = at;
      while (at < modalias.length() && isLetter(modalias.charAt(at))) {
        at++;
      }
      int digits = at;
      while (at < modalias.length() && isDigit(modalias.charAt(at))) {
        at++;
      }
      if (modalias.startsWith(key, letters) && digits - letters == key.length()) {
        return modalias.substring(digits, at);
      }
      at = at == letters ? at + 1 : at;
    }
    return ABSENT;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'F';
  }

  static String vendor(String modalias) {
    return field(modalias, "v");
  }

  /** {@code p} on USB and HID, where {@code d} is a release; {@code d} on PCI, virtio and SDIO. */
  static String product(String modalias) {
    String product = field(modalias, "p");
    return product.isEmpty() && !modalias.startsWith("usb:") ? field(modalias, "d") : product;
  }

  /**
   * Whether the device, or its interface, is of a class, with subclass and protocol as far as {@code code} has them.
   *
   * @param code two, four or six capital hexadecimal digits
   */
  static boolean isOfClass(String modalias, String code) {
    if (modalias.startsWith("pci:")) {
      return (field(modalias, "bc") + field(modalias, "sc") + field(modalias, "i")).startsWith(code);
    }
    if (modalias.startsWith("usb:")) {
      return (field(modalias, "ic") + field(modalias, "isc") + field(modalias, "ip")).startsWith(code)
          || (field(modalias, "dc") + field(modalias, "dsc") + field(modalias, "dp")).startsWith(code);
    }
    return field(modalias, "c").startsWith(code);
  }
}
