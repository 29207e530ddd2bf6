package io.hotprobe.rules;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a match says about a value that a device has one of.
 *
 * @param subject whose value it is: the key, with its attribute
 * @param literals the values that the match lists when it lists all of them, else empty
 * @param from the line that says it
 */
record Fact(String subject, Pattern pattern, boolean holds, List<String> literals, RuleLine from) {

  private static final String GLOB_MARKS = "*?[\\";

  /** Keys that may have several values at once. */
  private static final Set<TokenKind> OF_MANY = EnumSet.of(TokenKind.MATCH_TAG, TokenKind.MATCH_TAGS, TokenKind.MATCH_SYMLINK);

  /** Values of a subsystem that stand for one another. */
  private static final Set<String> ALIKE = Set.of("subsystem", "bus", "class");

  /** Properties of the kernel that are the same as a key. */
  private static final Map<String, String> SAME =
      Map.of("ENV{ACTION}", "ACTION", "ENV{SUBSYSTEM}", "SUBSYSTEM", "ENV{DEVPATH}", "DEVPATH");

  /** What a match says; empty when it says nothing that could be held against another. */
  static Optional<Fact> of(Token.Match match, RuleLine from) {
    String written = match.pattern().written();
    if (OF_MANY.contains(match.kind()) || written.endsWith(" ") || written.endsWith("\t")) {
      return Optional.empty();
    }
    String attribute = match.attribute().written();
    String subject = attribute.isEmpty() ? match.kind().key() : match.kind().key() + "{" + attribute + "}";
    boolean plain = written.chars().allMatch(c -> GLOB_MARKS.indexOf(c) < 0);
    List<String> literals = match.equal() && plain ? List.of(written.split("\\|", -1)) : List.of();
    if (literals.stream().anyMatch(ALIKE::contains)) {
      return Optional.empty();
    }
    return Optional.of(new Fact(SAME.getOrDefault(subject, subject), match.pattern(), match.equal(), literals, from));
  }

  /** The same, turned round: what is known where this does not hold. */
  Fact not() {
    return new Fact(subject, pattern, !holds, List.of(), from);
  }

  boolean allows(String value) {
    return pattern.matches(value) == holds;
  }
}
