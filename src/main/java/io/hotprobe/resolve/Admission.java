package io.hotprobe.resolve;

import io.hotprobe.module.ModuleName;
import java.util.List;

/** What may be in a plan. */
interface Admission {

  /** Everything, and nothing goes before another. */
  Admission ALL = new Admission() {};

  /** Whether a module that claims the device may be loaded. */
  default boolean claim(Match match) {
    return true;
  }

  /** Whether a module that another wants may be loaded, with what it needs. */
  default boolean softdep(ModuleName module, ModuleName of) {
    return true;
  }

  /** The modules of which none may have succeeded when this one is to be loaded. */
  default List<ModuleName> better(Match match) {
    return List.of();
  }

  /** Some that are alternatives to others, the best first. */
  default List<Match> inOrder(List<Match> fallbacks) {
    return fallbacks;
  }
}
