package io.hotprobe.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the options lines of a name, in parse order.
 *
 * <p>Filled by the constructor, then read by any thread.
 */
final class OptionsIndex {

  private final List<OptionsLine> lines;
  /** For each name the ascending positions of its lines. */
  private final Map<String, List<Integer>> positions = new HashMap<>();

  OptionsIndex(List<OptionsLine> lines) {
    this.lines = lines;
    for (int i = 0; i < lines.size(); i++) {
      String name = lines.get(i).name();
      List<Integer> own = positions.get(name);
      if (own == null) {
        own = new ArrayList<>(1);
        positions.put(name, own);
      }
      own.add(i);
    }
  }

  /** The lines for {@code module} and, unless null, for {@code alias}; each once. */
  List<OptionsLine> of(String module, String alias) {
    List<Integer> byModule = of(module);
    List<Integer> byAlias = alias == null || alias.equals(module) ? List.of() : of(alias);
    List<OptionsLine> found = new ArrayList<>(byModule.size() + byAlias.size());
    int i = 0;
    int j = 0;
    while (i < byModule.size() || j < byAlias.size()) {
      boolean fromModule = j == byAlias.size() || i < byModule.size() && byModule.get(i) < byAlias.get(j);
      found.add(lines.get(fromModule ? byModule.get(i++) : byAlias.get(j++)));
    }
    return found;
  }

  private List<Integer> of(String name) {
    List<Integer> own = positions.get(name);
    return own == null ? List.of() : own;
  }
}
