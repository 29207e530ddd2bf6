package io.hotprobe.resolve;

import io.hotprobe.config.Command;
import java.util.List;

/** The commands of the configuration around one module's turn, each list in running order; the first that fails ends the turn. */
public record Hooks(List<LoadPlan.Command> before, List<LoadPlan.Command> after) {

  /** None. */
  public static final Hooks NONE = new Hooks(List.of(), List.of());

  public Hooks {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  static Hooks of(List<Command> before, List<Command> after) {
    return before.isEmpty() && after.isEmpty() ? NONE : new Hooks(commands(before), commands(after));
  }

  private static List<LoadPlan.Command> commands(List<Command> lines) {
    return lines.stream().map(line -> new LoadPlan.Command(line.command(), line.at())).toList();
  }
}
