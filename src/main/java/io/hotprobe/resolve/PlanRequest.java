package io.hotprobe.resolve;

import java.util.EnumSet;
import java.util.Set;

/**
 * How a plan is to be made.
 *
 * @param parameters of the caller, added to the options of the modules that were asked for; may be empty
 */
public record PlanRequest(String parameters, Set<Manner> manners) {

  /** What is done otherwise than the service does it. */
  public enum Manner {
    /** A module that several others lead to is listed each time, as modprobe does. */
    REPEATS,
    /** Install command, hooks and softdeps of the modules asked for do not count; those of their dependencies do. */
    BARE
  }

  /** The service's: each module once, everything counts, no parameters. */
  public static final PlanRequest PLAIN = new PlanRequest("", Set.of());

  public PlanRequest {
    manners = Set.copyOf(manners);
  }

  /** The same with parameters. */
  public PlanRequest withParameters(String text) {
    return new PlanRequest(text, manners);
  }

  /** The same in one more manner. */
  public PlanRequest in(Manner manner) {
    EnumSet<Manner> more = EnumSet.of(manner);
    more.addAll(manners);
    return new PlanRequest(parameters, more);
  }

  boolean is(Manner manner) {
    return manners.contains(manner);
  }
}
