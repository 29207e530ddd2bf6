package io.hotprobe.rules;

/** The name of a network interface. Source: {@code dev_valid_name} of the kernel, {@code ifname_valid} of systemd 257. */
public final class InterfaceName {

  /** IFNAMSIZ without its NUL. */
  private static final int LONGEST = 15;

  private InterfaceName() {}

  /** Whether the kernel takes it, and tools can tell it from a number and from what stands for all interfaces. */
  public static boolean isValid(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST
        && name.equals(fit(name))
        && !name.chars().allMatch(c -> c >= '0' && c <= '9')
        && !name.equals(".")
        && !name.equals("..")
        && !name.equals("all")
        && !name.equals("default");
  }

  /** With {@code _} for each char that the kernel does not take. */
  static String fit(String text) {
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
