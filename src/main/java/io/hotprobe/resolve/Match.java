package io.hotprobe.resolve;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.util.Optional;

/**
 * One module that answers to a name or modalias.
 *
 * @param stage where the answer was found
 * @param pattern the alias pattern that matched; for a module found by its own name, that name; for one of a probe, the probe's
 * @param alias the text by which options of an alias apply; null when the module was found by its own name
 * @param blacklist the line that makes this answer void; one by the module's own name can be only when a device asks
 */
public record Match(ModuleName module, Stage stage, String pattern, String alias, Optional<SourceLine> blacklist) {

  /** The places a lookup asks, in this order; the first that answers is the only one heard. */
  public enum Stage {
    CONFIG_ALIAS("alias of the configuration"),
    PROBE("probe of the configuration"),
    MODULE_NAME("modules.dep"),
    SYMBOL("modules.symbols"),
    COMMAND("install or remove command"),
    MODULE_ALIAS("modules.alias"),
    BUILTIN_NAME("modules.builtin"),
    BUILTIN_ALIAS("modules.builtin.alias"),
    CUSTOMARY_ALIAS("customary alias");

    private final String text;

    Stage(String text) {
      this.text = text;
    }

    /** As shown to a person. */
    public String text() {
      return text;
    }
  }

  /** Whether the answer is void. */
  public boolean isBlacklisted() {
    return blacklist.isPresent();
  }
}
