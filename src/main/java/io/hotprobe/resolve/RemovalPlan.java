package io.hotprobe.resolve;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.UnloadOutcome;
import io.hotprobe.resolve.LoadPlan.Reason;
import java.util.List;

/** The modules to take out, one after the other, as things were when it was made. */
public record RemovalPlan(List<Step> steps) implements Removal {

  public RemovalPlan {
    steps = List.copyOf(steps);
  }

  /**
   * One module's turn.
   *
   * @param hooks what runs before and after it
   */
  public record Step(ModuleName module, Means means, Hooks hooks, Reason reason) {

    /**
     * The step as kmod prints it: {@code rmmod NAME} or {@code remove COMMAND}, in which {@code $CMDLINE_OPTS} is nothing; for a module
     * that stays {@code keep NAME}.
     */
    public String line() {
      if (means instanceof Command command) {
        return "remove " + command.command().text().replace("$CMDLINE_OPTS", "");
      }
      return (means instanceof Stay ? "keep " : "rmmod ") + module;
    }
  }

  /** How a module goes. */
  public sealed interface Means permits Delete, Command, Stay {}

  /** By telling the kernel. */
  public record Delete() implements Means {}

  /** Not at all, and the removal ends with it. */
  public record Stay(UnloadOutcome why) implements Means {}

  /** By the shell command that the configuration puts in its place. */
  public record Command(LoadPlan.Command command) implements Means {}
}
