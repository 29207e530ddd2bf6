package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.util.List;

/**
 * Looks for tokens of one line that say the same twice, or that cannot both hold. Only what {@code udevadm verify} sees is seen here:
 * the same key, and either plain alternatives or globs that begin with different letters.
 */
final class Conflicts {

  private final LineFindings findings;
  private boolean conflict;
  private boolean duplicate;

  private Conflicts(LineFindings findings) {
    this.findings = findings;
  }

  /** Tells each of the two kinds at most once; true when the line can never match. */
  static boolean check(RuleLine line, LineFindings findings) {
    Conflicts conflicts = new Conflicts(findings);
    List<Sameness> all = line.tokens().stream().map(Sameness::of).toList();
    for (int i = 0; i < all.size(); i++) {
      for (int k = i + 1; k < all.size() && all.get(k).kind() == all.get(i).kind(); k++) {
        conflicts.pair(all.get(i), all.get(k));
      }
    }
    return conflicts.conflict;
  }

  private void pair(Sameness one, Sameness other) {
    if (!one.isLike(other)) {
      return;
    }
    if (one.values().equals(other.values())) {
      if (one.operator() == other.operator()) {
        duplicate();
      } else if (one.operator().isMatch() && other.operator().isMatch()) {
        conflict();
      }
    } else if (one.isWanted() && other.isWanted() && exclude(one, other)) {
      conflict();
    }
  }

  private void duplicate() {
    if (!duplicate) {
      duplicate = true;
      findings.tell(Kind.DUPLICATE, "the same expression twice");
    }
  }

  private void conflict() {
    if (!conflict) {
      conflict = true;
      findings.tell(Kind.CONFLICT, "conflicting match expressions, the line has no effect");
    }
  }

  private static boolean exclude(Sameness one, Sameness other) {
    return switch (one.form()) {
      case PLAIN -> one.values().stream().noneMatch(other.values()::contains);
      case GLOB -> one.values().stream().allMatch(glob -> other.values().stream().allMatch(against -> differ(glob, against)));
      default -> false;
    };
  }

  private static boolean differ(String one, String other) {
    int common = Math.min(literal(one), literal(other));
    return common > 0 && !one.regionMatches(0, other, 0, common);
  }

  private static int literal(String glob) {
    int end = 0;
    while (end < glob.length() && Sameness.GLOB_MARKS.indexOf(glob.charAt(end)) < 0) {
      end++;
    }
    return end;
  }
}
