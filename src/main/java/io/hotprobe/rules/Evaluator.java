package io.hotprobe.rules;

import io.hotprobe.uevent.Uevent;

/**
 * Decides by a program's rules what is to be done for an event. Programs are run and attributes written while the lines are
 * evaluated; what comes after (nodes, links, RUN) is only said. Safe for any thread.
 */
public final class Evaluator {

  private final Program program;
  private final Surroundings surroundings;

  public Evaluator(Program program, Surroundings surroundings) {
    this.program = program;
    this.surroundings = surroundings;
  }

  /**
   * Evaluates every line.
   *
   * @param uevent read during the call only
   * @param deadlineNanos by {@link System#nanoTime}: programs are killed then
   */
  public Ruling evaluate(Uevent uevent, long deadlineNanos, Explanation explanation) {
    throw new IllegalStateException(program + " " + surroundings);
  }
}
