package io.hotprobe.builtins;

import io.hotprobe.rules.Pattern;
import io.hotprobe.rules.QuotedWords;
import java.util.ArrayList;
import java.util.List;

/**
 * Globs that a .link file lists for one thing; after {@code !} those of that line exclude. Without any, everything is matched; where all
 * of them exclude, everything else is.
 */
final class WordPatterns {

  private final List<Pattern> wanted = new ArrayList<>();
  private final List<Pattern> excluded = new ArrayList<>();

  void add(Setting setting) {
    if (setting.isReset()) {
      wanted.clear();
      excluded.clear();
      return;
    }
    boolean excludes = setting.value().startsWith("!");
    for (String word : QuotedWords.of(setting.value().substring(excludes ? 1 : 0))) {
      (excludes ? excluded : wanted).add(Pattern.of(word, false));
    }
  }

  boolean isEmpty() {
    return wanted.isEmpty() && excluded.isEmpty();
  }

  /** @param text null for what is not there, which only those that exclude match */
  boolean matches(String text) {
    if (text == null) {
      return wanted.isEmpty();
    }
    return excluded.stream().noneMatch(each -> each.matches(text))
        && (wanted.isEmpty() || wanted.stream().anyMatch(each -> each.matches(text)));
  }
}
