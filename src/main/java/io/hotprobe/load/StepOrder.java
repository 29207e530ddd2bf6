package io.hotprobe.load;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.resolve.LoadPlan.Step;
import java.util.Optional;
import java.util.function.IntFunction;

/** What earlier steps of a plan mean for a later one. */
final class StepOrder {

  private StepOrder() {}

  /**
   * The outcome of a step that is not to have its turn: a module it needs is not usable, or one that it is an alternative to is.
   *
   * @param outcomes of the steps it waits for, by position
   */
  static Optional<LoadOutcome> hindrance(Step step, IntFunction<LoadOutcome> outcomes) {
    for (int position : step.order().unless()) {
      if (outcomes.apply(position).usable()) {
        return Optional.of(new LoadOutcome.NotNeeded(step.module(), outcomes.apply(position).module()));
      }
    }
    for (int position : step.order().needs()) {
      if (!outcomes.apply(position).usable()) {
        return Optional.of(new LoadOutcome.DependencyFailed(step.module(), outcomes.apply(position).module()));
      }
    }
    return Optional.empty();
  }
}
