package io.hotprobe.rules;

import java.util.Map;
import java.util.function.Consumer;

/** The builtins by name. Safe for any thread. */
public final class Builtins {

  private final Map<String, Builtin> available;
  private final Consumer<String> notices;

  /**
   * @param available those that work; the others udev knows answer that they failed
   * @param notices is told once of each that was wanted and does not work
   */
  public Builtins(Map<String, Builtin> available, Consumer<String> notices) {
    this.available = Map.copyOf(available);
    this.notices = notices;
  }
}
