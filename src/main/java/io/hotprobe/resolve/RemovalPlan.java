package io.hotprobe.resolve;

import io.hotprobe.module.ModuleName;
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

    /** The step as kmod prints it: {@code rmmod NAME} or {@code remove COMMAND}, in which {@code $CMDLINE_OPTS} is nothing. */
    public String line() {
      return means instanceof Command command ? "remove " + command.command().text().replace("$CMDLINE_OPTS", "") : "rmmod " + module;
    }

    /** Whether it is the module that was asked for, by name or alias. */
    public boolean askedFor() {
      return reason instanceof LoadPlan.Matched;
    }
  }

  /** How a module goes. */
  public sealed interface Means permits Delete, Command {}

  /** By telling the kernel. */
  public record Delete() implements Means {}

  /** By the shell command that the configuration puts in its place. */
  public record Command(LoadPlan.Command command) implements Means {}
}
