package io.hotprobe.cli;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.resolve.LoadPlan;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What modprobe says of a plan that was carried out. */
final class InsertionReport {

  private final ToolLog log;
  private final LoadPlan plan;
  private final List<LoadOutcome> outcomes;

  /** @param outcomes of the plan's steps, as far as they had their turn */
  InsertionReport(ToolLog log, LoadPlan plan, List<LoadOutcome> outcomes) {
    this.log = log;
    this.plan = plan;
    this.outcomes = outcomes;
  }

  /**
   * Tells what failed.
   *
   * @param asked what was to be inserted
   * @param failures told what was wrong, if that is a failure of the whole
   * @return whether it is there now
   */
  boolean tell(String asked, Consumer<String> failures) {
    if (plan.wanted() == LoadPlan.Wanted.ANY) {
      return tellOfAlternatives(asked, failures);
    }
    boolean good = true;
    for (int i = 0; i < outcomes.size(); i++) {
      LoadOutcome outcome = outcomes.get(i);
      if (outcome.usable()) {
        continue;
      }
      if (plan.isRequired(plan.steps().get(i))) {
        failures.accept("could not insert '" + asked + "': " + cause(outcome, asked));
        good = false;
      } else {
        log.notice(outcome.module() + ", " + plan.steps().get(i).reason().text() + ", is left out: " + reason(outcome));
      }
    }
    return good;
  }

  private boolean tellOfAlternatives(String asked, Consumer<String> failures) {
    boolean good = plan.succeeded(outcomes);
    if (!good) {
      String tried =
          IntStream.range(0, outcomes.size())
              .filter(i -> plan.steps().get(i).reason() instanceof LoadPlan.Matched)
              .mapToObj(i -> outcomes.get(i).module() + ": " + cause(outcomes.get(i), outcomes.get(i).module().value()))
              .collect(Collectors.joining("; "));
      failures.accept("could not insert '" + asked + "': " + (tried.isEmpty() ? "the modules of its probe line do not exist" : tried));
    }
    return good;
  }

  /** What was really wrong: of a failed dependency, what was wrong with that. */
  private String cause(LoadOutcome outcome, String asked) {
    if (outcome instanceof LoadOutcome.DependencyFailed failed) {
      return "its dependency " + failed.dependency() + ": " + reason(outcomeOf(failed.dependency(), outcome));
    }
    return (outcome.module().value().equals(asked) ? "" : "its dependency " + outcome.module() + ": ") + reason(outcome);
  }

  private LoadOutcome outcomeOf(ModuleName module, LoadOutcome otherwise) {
    for (LoadOutcome outcome : outcomes) {
      if (outcome.module().equals(module) && !(outcome instanceof LoadOutcome.DependencyFailed)) {
        return outcome;
      }
    }
    return otherwise;
  }

  private static String reason(LoadOutcome outcome) {
    return outcome instanceof LoadOutcome.Failed failed ? failed.reason() : outcome.text();
  }
}
