package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.Modules;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.LoadPlan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Carries out plans as modprobe does: one step after the other on the calling thread, until the first that fails and is required: what
 * only a softdep leads to is not. Nothing is taken back.
 */
public final class SerialLoader {

  private final StepLoad turn;

  /** @param ignored what the kernel shall not check of any module */
  public SerialLoader(Modules modules, Commands commands, Set<Modules.Check> ignored) {
    this.turn = new StepLoad(modules, commands, ignored);
  }

  /**
   * Loads.
   *
   * @param told of each step that is not needless, before its turn
   * @return an outcome for each step up to the one that ended it, in the plan's order
   */
  public List<LoadOutcome> load(LoadPlan plan, Consumer<Step> told) {
    List<LoadOutcome> outcomes = new ArrayList<>();
    for (Step step : plan.steps()) {
      LoadOutcome outcome = StepOrder.hindrance(step, outcomes::get).orElseGet(() -> run(step, told));
      outcomes.add(outcome);
      if (!outcome.usable() && plan.isRequired(step)) {
        break;
      }
    }
    return outcomes;
  }

  private LoadOutcome run(Step step, Consumer<Step> told) {
    told.accept(step);
    return turn.run(step);
  }
}
