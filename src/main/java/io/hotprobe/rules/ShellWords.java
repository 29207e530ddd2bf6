package io.hotprobe.rules;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Knows commands that hand a text to a shell as its program. */
final class ShellWords {

  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "hush");

  /** Options given together count, as in {@code -ec}. */
  private static final Pattern PROGRAM_FOLLOWS = Pattern.compile("-[a-zA-Z]*c[a-zA-Z]*");

  private ShellWords() {}

  /** Whether some word is a shell with {@code -c} among the options behind it, as in {@code busybox sh -e -c}. */
  static boolean areProgramOfShell(List<String> words) {
    boolean shell = false;
    for (String word : words) {
      if (shell && PROGRAM_FOLLOWS.matcher(word).matches()) {
        return true;
      }
      shell = SHELLS.contains(word.substring(word.lastIndexOf('/') + 1)) || shell && word.startsWith("-");
    }
    return false;
  }
}
