package io.hotprobe.rules;

import io.hotprobe.module.Distrust;
import io.hotprobe.module.SourceLine;
import io.hotprobe.module.Trust;
import io.hotprobe.rules.Finding.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
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

  /** @param trust which files and programs the daemon follows */
  void check(Host host, Trust trust, Kind untrusted) {
    FileFindings told = new FileFindings(source.path(), findings::add);
    distrust(trust, untrusted)
        .ifPresent(why -> told.tell(untrusted, 0, why.of(source.path()) + ", so the daemon does not read it; " + why.remedy()));
    unusedLabels(told);
    List<LineCheck> checks =
        List.of(
            new GlobCheck(), new ProgramCheck(host, trust), new WrittenOrderCheck(), new SandboxCheck(), new BuiltinCheck(),
            new ModeCheck());
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

  /** Of a file of those that count, also for its directory: who may write there may add others. */
  private Optional<Distrust> distrust(Trust trust, Kind untrusted) {
    if (source.state() == RuleSource.State.SHADOWED) {
      return Optional.empty();
    }
    Path file = source.path().toAbsolutePath();
    Optional<Distrust> ofDirectory = untrusted == Kind.UNTRUSTED ? trust.in(file.getParent()) : Optional.empty();
    return ofDirectory.isPresent() ? ofDirectory : trust.in(file);
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
