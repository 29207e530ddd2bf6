package io.hotprobe.rules;

import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.Finding.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** A file under verification: its rules and what was found in it so far. Confined to one thread. */
final class VerifiedFile {

  final RuleSource source;
  final List<Finding> findings = new ArrayList<>();
  RuleFile rules;

  VerifiedFile(RuleSource source) {
    this.source = source;
    this.rules = new RuleFile(source.path(), List.of());
  }

  SourceLine at(int line) {
    return new SourceLine(source.path(), line);
  }

  boolean has(Predicate<Finding> what) {
    return findings.stream().anyMatch(what);
  }

  void check(Host host) {
    FileFindings told = new FileFindings(source.path(), findings::add);
    unusedLabels(told);
    List<LineCheck> checks = List.of(new GlobCheck(), new ProgramCheck(host), new WrittenOrderCheck(), new SandboxCheck(), new BuiltinCheck());
    Reach reach = Reach.of(rules);
    for (int i = 0; i < rules.lines().size(); i++) {
      RuleLine line = rules.lines().get(i);
      LineFindings lineFindings = new LineFindings(told, line.at().line());
      if (!Conflicts.check(line, lineFindings)) {
        reach.check(i, lineFindings);
      }
      checks.forEach(check -> check.check(line, lineFindings));
    }
  }

  private void unusedLabels(FileFindings told) {
    BitSet used = new BitSet();
    rules.lines().stream().filter(line -> line.jump() != RuleLine.NO_JUMP).forEach(line -> used.set(line.jump()));
    for (int i = 0; i < rules.lines().size(); i++) {
      RuleLine line = rules.lines().get(i);
      if (line.label() != null && !used.get(i)) {
        told.tell(Kind.UNUSED_LABEL, line.at().line(), "LABEL=" + FileFindings.quoted(line.label()) + " is not used");
      }
    }
  }
}
