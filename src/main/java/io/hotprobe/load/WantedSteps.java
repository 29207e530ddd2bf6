package io.hotprobe.load;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.LoadPlan.Step;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Which steps of a plan are to have their turn: one that only serves a module which is live or builtin already is not, as for kmod,
 * which leaves such a module alone with all its softdeps.
 */
final class WantedSteps {

  private final LoadPlan plan;
  private final Modules modules;
  private final BitSet done = new BitSet();
  private final BitSet wanted = new BitSet();

  WantedSteps(LoadPlan plan, Modules modules) {
    this.plan = plan;
    this.modules = modules;
    List<Step> steps = plan.steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).reason() instanceof LoadPlan.Matched) {
        boolean there =
            steps.get(i).means() instanceof LoadPlan.Builtin || modules.state(steps.get(i).module()) == Modules.State.LIVE;
        (there ? done : wanted).set(i);
      }
    }
    if (!done.isEmpty()) {
      spread();
    }
  }

  /** The outcome of a step that is not to have its turn. */
  Optional<LoadOutcome> needless(int position) {
    if (done.isEmpty() || wanted.get(position)) {
      return Optional.empty();
    }
    Step step = plan.steps().get(position);
    if (step.means() instanceof LoadPlan.Builtin) {
      return Optional.of(new LoadOutcome.Builtin(step.module()));
    }
    if (done.get(position) || modules.state(step.module()) == Modules.State.LIVE) {
      return Optional.of(new LoadOutcome.AlreadyLive(step.module()));
    }
    return Optional.of(new LoadOutcome.NotNeeded(step.module(), plan.steps().get(done.nextSetBit(0)).module()));
  }

  /** Until nothing more is wanted: what wanted steps wait for, and what follows them as a softdep. */
  private void spread() {
    int before;
    do {
      before = wanted.cardinality();
      for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
        plan.steps().get(i).order().needs().forEach(this::want);
        plan.steps().get(i).order().follows().forEach(this::want);
        wantSoftdepsOf(plan.steps().get(i).module());
      }
    } while (wanted.cardinality() > before);
  }

  private void want(int position) {
    if (!done.get(position)) {
      wanted.set(position);
    }
  }

  private void wantSoftdepsOf(ModuleName module) {
    for (int i = 0; i < plan.steps().size(); i++) {
      if (plan.steps().get(i).reason() instanceof LoadPlan.SoftdepOf softdep && softdep.module().equals(module)) {
        want(i);
      }
    }
  }
}
