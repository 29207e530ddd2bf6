package io.hotprobe.resolve;

import io.hotprobe.config.EmptyAlias;
import java.util.List;

/** What is to be done for a modalias or name. Immutable. */
public sealed interface Resolution permits LoadPlan, Resolution.NoMatch, Resolution.Denied, Resolution.Empty {

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
