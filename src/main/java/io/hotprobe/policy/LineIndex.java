package io.hotprobe.policy;

import io.hotprobe.modalias.Modalias;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lines by what they ask for, so that of a long list only those are tried that can hold. Immutable once built. */
final class LineIndex {

  private static final int[] NONE = {};

  private final PolicyLine[] lines;
  private final boolean[] namesModule;
  private final Map<Modalias, int[]> byModule;
  private final Map<Modalias, int[]> byAlias;
  private final int[] others;

  LineIndex(List<PolicyLine> inOrder) {
    lines = inOrder.toArray(new PolicyLine[0]);
    namesModule = new boolean[lines.length];
    Map<Modalias, List<Integer>> modules = new HashMap<>();
    Map<Modalias, List<Integer>> aliases = new HashMap<>();
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      namesModule[i] = lines[i].namesModule();
      Optional<List<Modalias>> module = lines[i].literals(Field.MODULE);
      Optional<List<Modalias>> alias = lines[i].literals(Field.ALIAS);
      if (module.isPresent()) {
        put(modules, module.get(), i);
      } else if (alias.isPresent()) {
        put(aliases, alias.get(), i);
      } else {
        rest.add(i);
      }
    }
    byModule = packed(modules);
    byAlias = packed(aliases);
    others = packed(rest);
  }

  private static void put(Map<Modalias, List<Integer>> map, List<Modalias> keys, int position) {
    keys.stream().distinct().forEach(key -> map.computeIfAbsent(key, unseen -> new ArrayList<>()).add(position));
  }

  private static Map<Modalias, int[]> packed(Map<Modalias, List<Integer>> map) {
    Map<Modalias, int[]> packed = new HashMap<>();
    map.forEach((key, positions) -> packed.put(key, packed(positions)));
    return packed;
  }

  private static int[] packed(List<Integer> positions) {
    return positions.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The first line that holds, null when none does.
   *
   * @param named whether only lines that name a module are asked
   */
  PolicyLine first(Question question, boolean named) {
    int[] modules = byModule.getOrDefault(question.module(), NONE);
    int[] aliases = byAlias.getOrDefault(question.asked(), NONE);
    int m = 0;
    int a = 0;
    int o = 0;
    while (m < modules.length || a < aliases.length || o < others.length) {
      int module = m < modules.length ? modules[m] : Integer.MAX_VALUE;
      int alias = a < aliases.length ? aliases[a] : Integer.MAX_VALUE;
      int other = o < others.length ? others[o] : Integer.MAX_VALUE;
      int next = Math.min(module, Math.min(alias, other));
      m += next == module ? 1 : 0;
      a += next == alias ? 1 : 0;
      o += next == other ? 1 : 0;
      if ((!named || namesModule[next]) && lines[next].holds(question)) {
        return lines[next];
      }
    }
    return null;
  }
}
