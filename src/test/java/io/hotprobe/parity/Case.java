package io.hotprobe.parity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Command lines in a world, and what kmod answers.
 *
 * @param comment the lines above it, as written
 * @param name one word
 * @param environment on top of an empty one
 * @param kernel whether a kernel in memory serves the calls; else they are refused
 */
record Case(String comment, String name, String world, Map<String, String> environment, boolean kernel, List<Step> steps) {

  Case answered(List<Step> now) {
    return new Case(comment, name, world, environment, kernel, List.copyOf(now));
  }

  /** The same case under another name, with what is said above it. */
  Case as(String otherComment, String otherName) {
    return new Case(otherComment, otherName, world, environment, kernel, steps);
  }

  /** The environment with the places of a world. */
  Map<String, String> environment(World in) {
    Map<String, String> filled = new LinkedHashMap<>();
    environment.forEach((key, value) -> filled.put(key, in.filled(value)));
    return filled;
  }

  /** Whether the world is another one afterwards. */
  boolean changes() {
    return kernel || steps.size() > 1 || steps.get(0).line().startsWith("depmod ");
  }

  /** As in a file of cases. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(comment).append("== ").append(name).append('\n');
    text.append("world ").append(world).append('\n');
    environment.forEach((key, value) -> text.append("env ").append(key).append('=').append(value).append('\n'));
    text.append(kernel ? "kernel\n" : "");
    for (Step step : steps) {
      text.append("$ ").append(step.line()).append('\n').append(step.answer() == null ? "" : step.answer());
    }
    return text.toString();
  }
}
