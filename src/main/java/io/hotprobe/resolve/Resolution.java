package io.hotprobe.resolve;

import java.util.List;

/** What is to be done for a modalias or name. Immutable. */
public sealed interface Resolution permits LoadPlan, Resolution.NoMatch, Resolution.Denied {

  /** The answer for everything that no module claims. */
  NoMatch NO_MATCH = new NoMatch();

  /** The modules that answer, blacklisted ones included, in kmod's order. */
  List<Match> matches();

  /** No module claims it. */
  record NoMatch() implements Resolution {
    @Override
    public List<Match> matches() {
      return List.of();
    }
  }

  /** Every module that claims it is blacklisted; each match names the line. */
  record Denied(List<Match> matches) implements Resolution {
    public Denied {
      matches = List.copyOf(matches);
    }
  }
}
