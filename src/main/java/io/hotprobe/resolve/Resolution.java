package io.hotprobe.resolve;

import io.hotprobe.config.EmptyAlias;
import java.util.ArrayList;
import java.util.List;

/** What is to be done for a modalias or name. Immutable. */
public sealed interface Resolution permits LoadPlan, Resolution.NoMatch, Resolution.Denied, Resolution.Empty {

  /** The answer for everything that no module claims. */
  NoMatch NO_MATCH = new NoMatch();

  /** The modules that answer, blacklisted ones included, in kmod's order. */
  List<Match> matches();

  /** What the policy said, of each module at most once for each part it had; empty when it said nothing. */
  default List<Decision> decisions() {
    return List.of();
  }

  /** Whether the policy refused something. */
  default boolean isRestricted() {
    for (Decision decision : decisions()) {
      if (decision.refuses()) {
        return true;
      }
    }
    return false;
  }

  /** No module claims it. */
  record NoMatch() implements Resolution {
    @Override
    public List<Match> matches() {
      return List.of();
    }
  }

  /** Every module that claims it is blacklisted, as the match tells, or refused by the policy, as the decisions do. */
  record Denied(List<Match> matches, List<Decision> decisions) implements Resolution {
    public Denied {
      matches = List.copyOf(matches);
      decisions = List.copyOf(decisions);
    }

    /** By the blacklist alone. */
    public Denied(List<Match> matches) {
      this(matches, List.of());
    }

    /** Why, as shown to a person: one text for each module and line. */
    public List<String> reasons() {
      List<String> reasons = new ArrayList<>();
      for (Match match : matches) {
        match.blacklist().ifPresent(line -> reasons.add(match.module() + " is blacklisted by " + line));
      }
      decisions.forEach(decision -> reasons.add(decision.text()));
      return reasons;
    }
  }

  /** The configuration says that the name stands for no module; asking for it is no failure. */
  record Empty(EmptyAlias alias) implements Resolution {
    @Override
    public List<Match> matches() {
      return List.of();
    }

    /** As shown to a person, after what was asked for. */
    public String text() {
      return (alias.kind() == EmptyAlias.Kind.OFF ? "is switched off by " : "counts as loaded by ") + alias.at();
    }
  }
}
