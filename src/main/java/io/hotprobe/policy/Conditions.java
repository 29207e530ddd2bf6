package io.hotprobe.policy;

import io.hotprobe.modalias.Modalias;
import java.util.List;
import java.util.Set;

/** The conditions that a line ends with. */
final class Conditions {

  private Conditions() {}

  /** {@code when}. */
  record When(Set<Occasion> occasions) implements Clause {
    When {
      occasions = Set.copyOf(occasions);
    }

    @Override
    public boolean holds(Question question) {
      return occasions.contains(question.facts().occasion());
    }
  }

  /** {@code if present}, {@code unless present}: of another device all selectors hold. */
  record Present(List<Selector> selectors, boolean wanted) implements Clause {
    Present {
      selectors = List.copyOf(selectors);
    }

    @Override
    public boolean holds(Question question) {
      String own = question.facts().devpath();
      return wanted == question.facts().presence().device(other -> !own.equals(other.devpath()) && all(Question.about(other)));
    }

    private boolean all(Question other) {
      return selectors.stream().allMatch(selector -> selector.holds(other));
    }

    @Override
    public boolean asksPresence() {
      return true;
    }
  }

  /** {@code if live}, {@code unless live}: a module of that name is. */
  record Live(Globs names, boolean wanted) implements Clause {
    @Override
    public boolean holds(Question question) {
      return wanted == question.facts().presence().live(module -> names.match(Modalias.of(module.value())));
    }

    @Override
    public boolean asksPresence() {
      return true;
    }
  }
}
