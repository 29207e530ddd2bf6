package io.hotprobe.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The names of udev's builtins. */
final class BuiltinNames {

  /** In the order in which udev looks for one that begins as the word does. */
  private static final List<String> NAMES =
      List.of(
          "blkid", "btrfs", "hwdb", "input_id", "keyboard", "kmod", "net_driver", "net_id", "net_setup_link", "path_id", "usb_id",
          "uaccess");

  /** Those that hotprobe does not have on any machine: they always fail. */
  private static final Set<String> MISSING = Set.of("btrfs", "keyboard", "uaccess");

  private BuiltinNames() {}

  static boolean isMissing(String name) {
    return MISSING.contains(name);
  }

  /** The builtin that a command is for: the first whose name begins with the command's first word; without a word the first of all. */
  static Optional<String> of(String command) {
    String word = command.strip().split("[ \t\n\r]", 2)[0];
    return NAMES.stream().filter(name -> name.startsWith(word)).findFirst();
  }
}
