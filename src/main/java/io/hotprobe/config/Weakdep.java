package io.hotprobe.config;

import io.hotprobe.module.SourceLine;
import java.util.List;

/**
 * One {@code weakdep} line: what the kernel may ask for once a module is live. Never loaded on that ground by us.
 *
 * @param pattern a glob over real module names, dashes folded outside brackets
 * @param modules names or aliases as written; may be empty
 */
public record Weakdep(String pattern, List<String> modules, SourceLine at) {

  public Weakdep {
    modules = List.copyOf(modules);
  }
}
