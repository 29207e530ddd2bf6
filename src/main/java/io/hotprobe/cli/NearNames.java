package io.hotprobe.cli;

import io.hotprobe.module.ModuleName;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Names of modules that are spelt nearly as one that is not there. */
final class NearNames {

  private static final int MOST = 3;

  /** Letters to take out, put in or replace. */
  private static final int FARTHEST = 2;

  /** Of a shorter name everything would be near. */
  private static final int SHORTEST = 4;

  private static final int LONGEST = 64;

  private NearNames() {}

  /** The nearest few. */
  static List<String> of(String name, Collection<ModuleName> names) {
    if (name.length() < SHORTEST || name.length() > LONGEST) {
      return List.of();
    }
    String wanted = name.replace('-', '_').toLowerCase(Locale.ROOT);
    return names.stream().map(ModuleName::value).filter(each -> distance(wanted, each.toLowerCase(Locale.ROOT)) <= FARTHEST)
        .sorted((a, b) -> Integer.compare(distance(wanted, a), distance(wanted, b))).limit(MOST).toList();
  }

  /** Levenshtein's. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
