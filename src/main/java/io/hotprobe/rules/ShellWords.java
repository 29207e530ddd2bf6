package io.hotprobe.rules;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Knows commands that hand a text to a shell as its program. Where it cannot be sure it takes them for such. */
final class ShellWords {

  /** Shells, and what hands a text on to one. */
  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "rbash", "dash", "ash", "hush", "ksh", "ksh93", "rksh", "mksh", "lksh", "pdksh", "posh", "yash", "zsh", "rzsh",
          "fish", "csh", "tcsh", "su", "runuser", "flock", "script");

  /** What may stand before the name in its word: a path, a variable set by env, env's option that splits a word. */
  private static final Pattern BEFORE_NAME = Pattern.compile("^(?:.*[/=]|-[a-zA-Z]*S)", Pattern.DOTALL);

  /** Options given together count, as in {@code -ec}, and the program may stand in the same word. */
  private static final Pattern PROGRAM_FOLLOWS = Pattern.compile("[-+][a-zA-Z]*c|--c|--session");

  private static final Pattern WITHIN_WORD = Pattern.compile("[\\s'\"]+");

  private ShellWords() {}

  /**
   * Whether some word names a shell and some word behind it is {@code -c}, whatever stands between, as in {@code bash -o pipefail -c} or
   * {@code su nobody -c}. What is quoted counts as words, too, as in {@code env -S 'sh -c ...'}.
   */
  static boolean areProgramOfShell(List<String> words) {
    boolean shell = false;
    for (String quoted : words) {
      for (String word : WITHIN_WORD.split(quoted)) {
        if (shell && PROGRAM_FOLLOWS.matcher(word).lookingAt()) {
          return true;
        }
        shell |= SHELLS.contains(BEFORE_NAME.matcher(word).replaceFirst(""));
      }
    }
    return false;
  }
}
