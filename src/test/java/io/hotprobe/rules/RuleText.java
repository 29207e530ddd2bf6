package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A rule file as text, compiled, with what was found in it. */
final class RuleText {

  static final Path FILE = Path.of("/rules/50-test.rules");

  final List<Finding> findings = new ArrayList<>();
  final RuleFile rules;

  private RuleText(String text) {
    rules = FileCompiler.compile(text, host(Path.of("/nonexistent/usr/lib/udev")), new FileFindings(FILE, findings::add));
  }

  static RuleText of(String... lines) {
    return new RuleText(String.join("\n", lines) + "\n");
  }

  static RuleText raw(String text) {
    return new RuleText(text);
  }

  /** A machine with the users root (0) and daemon (1) and the groups root (0) and disk (6). */
  static Host host(Path programs) {
    Map<String, Integer> users = Map.of("root", 0, "daemon", 1);
    Map<String, Integer> groups = Map.of("root", 0, "disk", 6);
    Host.Accounts accounts = new Host.Accounts() {
      @Override
      public OptionalInt user(String name) {
        return users.containsKey(name) ? OptionalInt.of(users.get(name)) : OptionalInt.empty();
      }

      @Override
      public OptionalInt group(String name) {
        return groups.containsKey(name) ? OptionalInt.of(groups.get(name)) : OptionalInt.empty();
      }
    };
    return new Host(Path.of("/dev"), Path.of("/proc/sys"), "", programs, Map.of(), accounts);
  }

  /** The only line that was kept. */
  RuleLine line() {
    if (rules.lines().size() != 1) {
      throw new AssertionError("kept " + rules.lines() + ", found " + findings);
    }
    return rules.lines().get(0);
  }

  List<TokenKind> kinds() {
    return line().tokens().stream().map(Token::kind).toList();
  }

  /** What was found, style aside, as {@code line KIND}. */
  String found() {
    return findings.stream()
        .filter(finding -> finding.severity() != Finding.Severity.STYLE)
        .map(finding -> finding.at().line() + " " + finding.kind())
        .collect(Collectors.joining(", "));
  }

  boolean has(Kind kind) {
    return findings.stream().anyMatch(finding -> finding.kind() == kind);
  }
}
