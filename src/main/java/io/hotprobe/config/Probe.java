package io.hotprobe.config;

import io.hotprobe.module.SourceLine;
import java.util.List;

/**
 * One {@code probe} or {@code probeall} line of a modules.conf: a name that stands for several modules to be tried.
 *
 * @param modules names or aliases in the order they are tried; may be empty
 */
public record Probe(String name, List<String> modules, Until until, SourceLine at) {

  /** When enough has been tried. */
  public enum Until {
    /** {@code probe}: the first that loads ends it. */
    FIRST("probe"),
    /** {@code probeall}: all are loaded; one that loads makes it a success. */
    ALL("probeall");

    private final String keyword;

    Until(String keyword) {
      this.keyword = keyword;
    }

    /** The directive of modules.conf. */
    public String keyword() {
      return keyword;
    }
  }

  public Probe {
    modules = List.copyOf(modules);
  }
}
