package io.hotprobe.rules;

import java.util.List;
import java.util.Set;

/**
 * Whether any rule could do something for events of a kind of device of which little is known. Told from the lines alone: what cannot be
 * decided from action, subsystem and the names of the properties counts as if it held.
 */
public final class Audience {

  /** Properties that root can have any event carry, or that the kernel gives every event. */
  private static final Set<String> OF_ANY = Set.of("ACTION", "DEVPATH", "SUBSYSTEM", "SEQNUM", "SYNTH_UUID");

  private final Kind kind;
  private final boolean propertiesAreSet;
  private boolean sets;

  /**
   * A kind of events: of devices without a node that are no network interfaces.
   *
   * @param properties the properties that the kernel may give these devices, besides those that every event has
   */
  public record Kind(String action, String subsystem, Set<String> properties) {}

  private enum Outcome {
    HOLDS,
    FAILS,
    UNKNOWN
  }

  private Audience(Kind kind, boolean propertiesAreSet) {
    this.kind = kind;
    this.propertiesAreSet = propertiesAreSet;
  }

  /**
   * Whether a program has a line that could do something for an event of a kind.
   *
   * @param kinds all kinds of events that these devices have: lines for one may set properties that lines for another look at
   */
  public static boolean isIn(Program program, Kind kind, List<Kind> kinds) {
    boolean sets = false;
    for (Kind other : kinds) {
      Audience audience = new Audience(other, false);
      audience.isIn(program);
      sets |= audience.sets;
    }
    return new Audience(kind, sets).isIn(program);
  }

  private boolean isIn(Program program) {
    boolean found = false;
    for (RuleFile file : program.files()) {
      List<RuleLine> lines = file.lines();
      for (int at = 0; at < lines.size(); ) {
        RuleLine line = lines.get(at);
        Outcome outcome = line.scope() == RuleLine.Scope.ANY ? outcome(line) : Outcome.FAILS;
        found |= outcome != Outcome.FAILS && acts(line);
        at = outcome == Outcome.HOLDS && line.jump() > at ? line.jump() : at + 1;
      }
    }
    return found;
  }

  private boolean acts(RuleLine line) {
    boolean acts = false;
    for (Token token : line.tokens()) {
      switch (token.kind()) {
        case TEST, OPTION_LOG_LEVEL, OPTION_STATIC_NODE, OPTION_STRING_ESCAPE, OPTION_SANDBOX -> { }
        case RUN_BUILTIN, RUN_PROGRAM -> acts = true;
        default -> {
          if (!(token instanceof Token.Match)) {
            acts = true;
            sets = true;
          }
        }
      }
    }
    return acts;
  }

  private Outcome outcome(RuleLine line) {
    Outcome all = Outcome.HOLDS;
    for (Token token : line.tokens()) {
      Outcome one = token instanceof Token.Match match ? outcome(match) : token instanceof Token.Attempt ? Outcome.UNKNOWN : Outcome.HOLDS;
      if (one == Outcome.FAILS) {
        return one;
      }
      all = one == Outcome.UNKNOWN ? one : all;
    }
    return all;
  }

  private Outcome outcome(Token.Match match) {
    return switch (match.kind()) {
      case MATCH_ACTION -> compared(match, kind.action());
      case MATCH_SUBSYSTEM -> compared(match, kind.subsystem());
      case MATCH_ENV -> isAbsent(match.attribute().written()) ? compared(match, "") : Outcome.UNKNOWN;
      default -> Outcome.UNKNOWN;
    };
  }

  private boolean isAbsent(String property) {
    return !propertiesAreSet && !OF_ANY.contains(property) && !property.startsWith("SYNTH_ARG_") && !kind.properties().contains(property);
  }

  private static Outcome compared(Token.Match match, String value) {
    return match.pattern().matches(value) == match.equal() ? Outcome.HOLDS : Outcome.FAILS;
  }
}
