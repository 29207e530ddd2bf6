package io.hotprobe.depmod;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of the modules in the index files: those of {@code modules.order} as their last lines there stand, then the others in
 * {@link HashOrder}. Where several modules claim an alias, the first is tried first.
 */
final class ModuleOrder {

  private ModuleOrder() {}

  static List<FoundModule> sorted(Collection<FoundModule> modules, Path directory, DepmodLog log) {
    Map<String, Integer> lines = new HashMap<>(8192);
    InputFile.read(directory.resolve("modules.order"), log)
        .ifPresent(
            text -> {
              String[] each = text.split("\n");
              for (int i = 0; i < each.length; i++) {
                lines.put(each[i], i);
              }
            });
    List<FoundModule> sorted = new ArrayList<>(modules);
    Map<FoundModule, Integer> places = new HashMap<>(modules.size() * 2);
    for (FoundModule module : modules) {
      places.put(module, module.isExternal() ? Integer.MAX_VALUE : lines.getOrDefault(module.orderName(), Integer.MAX_VALUE));
    }
    sorted.sort(Comparator.<FoundModule>comparingInt(places::get).thenComparing(FoundModule::name, HashOrder.OF_MODULES));
    return sorted;
  }
}
