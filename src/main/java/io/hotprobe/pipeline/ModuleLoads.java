package io.hotprobe.pipeline;

import io.hotprobe.journal.Handled.Deeds;
import io.hotprobe.load.Loader;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The work of a uevent for which rules only want modules. */
record ModuleLoads(List<Resolution> resolutions, Loader loader) implements Work {

  ModuleLoads {
    resolutions = List.copyOf(resolutions);
  }

  /** The plans to be carried out, one after the other. */
  private List<LoadPlan> plans() {
    List<LoadPlan> plans = new ArrayList<>();
    for (Resolution resolution : resolutions) {
      if (resolution instanceof LoadPlan plan && !plan.isBuiltin()) {
        plans.add(plan);
      }
    }
    return plans;
  }

  /** Whether there is nothing to hand to the kernel. */
  boolean isIdle() {
    return plans().isEmpty();
  }

  @Override
  public CompletableFuture<Deeds> start() {
    CompletableFuture<List<LoadOutcome>> all = CompletableFuture.completedFuture(List.of());
    for (LoadPlan plan : plans()) {
      all = all.thenCompose(earlier -> loader.load(plan).thenApply(outcomes -> joined(earlier, outcomes)));
    }
    return all.thenApply(outcomes -> Deeds.loads(resolutions, outcomes));
  }

  private static List<LoadOutcome> joined(List<LoadOutcome> first, List<LoadOutcome> second) {
    List<LoadOutcome> joined = new ArrayList<>(first);
    joined.addAll(second);
    return joined;
  }
}
