package io.hotprobe.policy;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;
import java.util.List;

/** Rivals for one device, {@code prefer a over b}: a later one is only loaded when all before it fail. Immutable. */
public final class Preference {

  private final List<ModuleName> ranking;
  private final List<Clause> clauses;
  private final SourceLine at;
  private final String text;

  Preference(List<ModuleName> ranking, List<Clause> clauses, SourceLine at, String text) {
    this.ranking = List.copyOf(ranking);
    this.clauses = List.copyOf(clauses);
    this.at = at;
    this.text = text;
  }

  boolean ranks(ModuleName better, ModuleName worse) {
    int first = ranking.indexOf(better);
    return first >= 0 && ranking.indexOf(worse) > first;
  }

  boolean holds(Question question) {
    return clauses.stream().allMatch(clause -> clause.holds(question));
  }

  boolean asksPresence() {
    return clauses.stream().anyMatch(Clause::asksPresence);
  }

  /** The line, as a verdict that lets the worse module wait. */
  public Verdict verdict() {
    return new Verdict(Verdict.Kind.ALLOW, at, text, true);
  }
}
