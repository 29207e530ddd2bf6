package io.hotprobe.builtins;

/** What the kernel and udev take for a network interface's name. */
final class InterfaceName {

  /** IFNAMSIZ without its NUL. */
  private static final int LONGEST = 15;

  private InterfaceName() {}

  static boolean isValid(String name) {
    if (name.isEmpty() || name.length() > LONGEST || name.equals(".") || name.equals("..") || name.equals("all") || name.equals("default")) {
      return false;
    }
    return name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':' && c != '/' && c != '%')
        && !name.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
