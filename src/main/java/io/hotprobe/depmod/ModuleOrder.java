package io.hotprobe.depmod;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
    Map<String, FoundModule> unlisted = new HashMap<>(modules.size() * 2);
    List<FoundModule> external = new ArrayList<>();
    for (FoundModule module : modules) {
      if (module.isExternal()) {
        external.add(module);
      } else {
        unlisted.put(module.orderName(), module);
      }
    }
    List<FoundModule> sorted = new ArrayList<>(modules.size());
    String[] lines = InputFile.read(directory.resolve("modules.order"), log).orElse("").split("\n");
    for (int i = lines.length - 1; i >= 0; i--) {
      FoundModule module = unlisted.remove(lines[i]);
      if (module != null) {
        sorted.add(module);
      }
    }
    Collections.reverse(sorted);
    external.addAll(unlisted.values());
    sorted.addAll(HashOrder.OF_MODULES.sorted(external, FoundModule::name));
    return sorted;
  }
}
