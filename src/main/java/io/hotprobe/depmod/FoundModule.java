package io.hotprobe.depmod;

import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import java.nio.file.Path;

/**
 * A module file that was found.
 *
 * @param shown how the index files name it: relative to the module directory, or absolute when it lies elsewhere; ASCII
 */
record FoundModule(ModuleFile file, String shown) {

  static FoundModule of(Path path, String shown) {
    return new FoundModule(new ModuleFile(ModuleName.ofPath(shown), path), shown);
  }

  String name() {
    return file.name().value();
  }

  /** Whether it lies outside the module directory. */
  boolean isExternal() {
    return shown.startsWith("/");
  }

  /** The path up to the first dot of the base name, as spelled. */
  String stem() {
    int dot = shown.indexOf('.', shown.lastIndexOf('/') + 1);
    return dot < 0 ? shown : shown.substring(0, dot);
  }

  /** As {@code modules.order} names it: without what tells how it is packed. */
  String orderName() {
    return ModuleFile.plainName(shown);
  }
}
