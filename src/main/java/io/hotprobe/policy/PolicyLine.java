package io.hotprobe.policy;

import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.util.List;
import java.util.Optional;

/**
 * A line that allows, denies or warns.
 *
 * @param clauses all have to hold; the default's are only {@code when}
 * @param text as written
 */
record PolicyLine(Verdict.Kind kind, List<Clause> clauses, SourceLine at, String text) {

  PolicyLine {
    clauses = List.copyOf(clauses);
  }

  boolean holds(Question question) {
    for (Clause clause : clauses) {
      if (!clause.holds(question)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it says of which modules it speaks: only then it is asked about what a module needs. */
  boolean namesModule() {
    return clauses.stream().anyMatch(clause -> isOn(clause, Field.MODULE));
  }

  /** Whether it asks for modules of which none of these is one. */
  boolean namesNoneOf(List<ModuleName> modules) {
    return clauses.stream().filter(clause -> isOn(clause, Field.MODULE)).map(clause -> ((Selector) clause).globs())
        .anyMatch(globs -> modules.stream().noneMatch(module -> globs.match(Modalias.of(module.value()))));
  }

  /** The texts of which that field has to be one; empty when the line does not ask for it, or in other words. */
  Optional<List<Modalias>> literals(Field field) {
    return clauses.stream().filter(clause -> isOn(clause, field)).findFirst().flatMap(clause -> ((Selector) clause).globs().literals());
  }

  private static boolean isOn(Clause clause, Field field) {
    return clause instanceof Selector selector && selector.field() == field && !selector.negated();
  }

  boolean asksPresence() {
    return clauses.stream().anyMatch(Clause::asksPresence);
  }
}
