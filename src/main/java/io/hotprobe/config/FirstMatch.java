package io.hotprobe.config;

import io.hotprobe.modalias.AliasPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the first line, in parse order, whose glob matches a name. Plain names are hashed; only globs are tried one by one.
 *
 * <p>Filled by one thread, then read by any.
 */
final class FirstMatch<T> {

  private record Entry<T>(int order, String pattern, T line) {}

  private final Map<String, Entry<T>> plain = new HashMap<>();
  private final List<Entry<T>> globs = new ArrayList<>();
  private int count;

  void add(String pattern, T line) {
    Entry<T> entry = new Entry<>(count++, pattern, line);
    if (isGlob(pattern)) {
      globs.add(entry);
    } else {
      plain.putIfAbsent(pattern, entry);
    }
  }

  /** The first line that matches {@code name}; null when none does. */
  T matching(String name) {
    Entry<T> exact = plain.get(name);
    for (Entry<T> glob : globs) {
      if (exact != null && exact.order < glob.order) {
        break;
      }
      if (AliasPattern.matches(glob.pattern, name)) {
        return glob.line;
      }
    }
    return exact == null ? null : exact.line;
  }

  /** The first line whose pattern reads {@code name}, globs taken literally; null when none does. */
  T reading(String name) {
    Entry<T> exact = plain.get(name);
    if (exact != null) {
      return exact.line;
    }
    for (Entry<T> glob : globs) {
      if (glob.pattern.equals(name)) {
        return glob.line;
      }
    }
    return null;
  }

  private static boolean isGlob(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if ("*?[\\".indexOf(pattern.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }
}
