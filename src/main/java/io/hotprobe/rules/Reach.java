package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which lines of a file can be reached, and with what already decided by the GOTOs above them. */
final class Reach {

  /** Most decisions of lines above that are held against one line: the nearest ones. */
  private static final int MOST_GUARDS = 16;

  /** Keys that stay the same during an event. */
  private static final Set<String> LASTING = Set.of("ACTION", "SUBSYSTEM", "KERNEL", "DEVPATH");

  private static final List<String> ACTIONS = List.of("add", "remove", "change", "move", "online", "offline", "bind", "unbind");
  private static final String REMOVE = "remove";

  private final List<RuleLine> lines;
  private final BitSet reached = new BitSet();
  private final List<List<Fact>> guards = new ArrayList<>();

  private Reach(List<RuleLine> lines) {
    this.lines = lines;
  }

  static Reach of(RuleFile file) {
    Reach reach = new Reach(file.lines());
    reach.follow();
    reach.guard();
    return reach;
  }

  private void follow() {
    reached.set(0);
    for (int i = reached.nextSetBit(0); i >= 0 && i < lines.size(); i = reached.nextSetBit(i + 1)) {
      RuleLine line = lines.get(i);
      if (line.jump() != RuleLine.NO_JUMP) {
        reached.set(line.jump());
      }
      if (line.jump() == RuleLine.NO_JUMP || isConditional(line)) {
        reached.set(i + 1);
      }
    }
  }

  private static boolean isConditional(RuleLine line) {
    return line.tokens().stream().anyMatch(Reach::isCondition);
  }

  private static boolean isCondition(Token token) {
    return token instanceof Token.Match || token instanceof Token.Attempt;
  }

  private void guard() {
    TreeSet<Integer> entries = new TreeSet<>();
    Map<Fact, Integer> standing = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      int at = i;
      standing.values().removeIf(end -> end <= at);
      guards.add(List.copyOf(standing.keySet()));
      RuleLine line = lines.get(i);
      if (line.jump() == RuleLine.NO_JUMP) {
        continue;
      }
      Integer entry = entries.higher(i);
      int end = entry == null ? line.jump() : Math.min(entry, line.jump());
      guardOf(line).ifPresent(fact -> standing.put(fact, end));
      if (standing.size() > MOST_GUARDS) {
        standing.remove(standing.keySet().iterator().next());
      }
      entries.add(line.jump());
    }
  }

  /** What is known below a line that jumps, as long as nothing else leads there. */
  private static Optional<Fact> guardOf(RuleLine line) {
    List<Token> conditions = line.tokens().stream().filter(Reach::isCondition).toList();
    if (conditions.size() == 1 && conditions.get(0) instanceof Token.Match match) {
      return Fact.of(match, line).filter(fact -> LASTING.contains(fact.subject())).map(Fact::not);
    }
    return Optional.empty();
  }

  /** Tells what keeps a line from ever having an effect. */
  void check(int index, LineFindings findings) {
    if (!reached.get(index)) {
      if (index == 0 || reached.get(index - 1)) {
        findings.tell(Kind.UNREACHABLE, "a GOTO without a condition always skips this line");
      }
      return;
    }
    RuleLine line = lines.get(index);
    Map<String, List<Fact>> bySubject = new LinkedHashMap<>();
    for (Token token : line.tokens()) {
      if (token instanceof Token.Match match) {
        Fact.of(match, line).ifPresent(fact -> bySubject.computeIfAbsent(fact.subject(), subject -> new ArrayList<>()).add(fact));
      }
    }
    for (Fact guard : guards.get(index)) {
      bySubject.computeIfPresent(guard.subject(), (subject, facts) -> with(facts, guard));
    }
    bySubject.forEach((subject, facts) -> contradiction(subject, facts, line, findings));
  }

  private static List<Fact> with(List<Fact> facts, Fact guard) {
    facts.add(guard);
    return facts;
  }

  private static void contradiction(String subject, List<Fact> facts, RuleLine line, LineFindings findings) {
    List<String> candidates = candidates(subject, facts);
    if (candidates.isEmpty()) {
      return;
    }
    List<String> left = new ArrayList<>(candidates);
    for (Fact fact : facts) {
      left.removeIf(value -> !fact.allows(value));
      if (left.isEmpty()) {
        findings.tell(Kind.NEVER_MATCHES, "the line can never match: " + reason(subject, fact, line));
        return;
      }
    }
    if (left.equals(List.of(REMOVE)) && subject.equals("ACTION")) {
      if (needsDevice(line)) {
        findings.tell(Kind.NEVER_MATCHES, "the line does nothing: nodes, links and names are not assigned on remove");
      }
      Removal.check(line, findings);
    }
  }

  private static boolean needsDevice(RuleLine line) {
    return line.scope() != RuleLine.Scope.ANY && line.scope() != RuleLine.Scope.NONE;
  }

  private static String reason(String subject, Fact fact, RuleLine line) {
    if (fact.from() != line) {
      return "GOTO in line " + fact.from().at().line() + " has skipped it for every " + subject + " that it is for";
    }
    String pattern = FileFindings.quoted(fact.pattern().written());
    return "no " + subject + " fits " + (fact.holds() ? "==" : "!=") + pattern + " and what else it asks of it";
  }

  private static List<String> candidates(String subject, List<Fact> facts) {
    if (subject.equals("ACTION")) {
      return ACTIONS;
    }
    return facts.stream().map(Fact::literals).filter(literals -> !literals.isEmpty()).findFirst().orElse(List.of());
  }
}
