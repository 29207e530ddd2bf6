package io.hotprobe.depmod;

import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.BinaryIndexWriter;

/** Aliases as keys of a binary index: dashes folded, those that cannot be found again left out. */
final class AliasKey {

  private AliasKey() {}

  /** Adds an alias; tells when it is not added because a bracket has no partner or a byte is not ASCII. */
  static void add(BinaryIndexWriter index, String alias, int priority, String module, DepmodLog log) {
    String key = isNormal(alias) ? alias : Modalias.normalise(alias);
    if (key == null) {
      log.warning("module " + module + ": alias '" + alias + "' has a bracket without its partner; nothing can match it");
    } else if (!BinaryIndexWriter.isKey(key)) {
      log.error("module " + module + ": alias '" + alias + "' is not ASCII; it is left out of the binary index");
    } else {
      index.add(key, priority, module);
    }
  }

  /** Nearly all are: worth asking first. */
  private static boolean isNormal(String alias) {
    return alias.indexOf('-') < 0 && alias.indexOf('[') < 0 && alias.indexOf(']') < 0;
  }
}
