package io.hotprobe.policy;

import io.hotprobe.modalias.AliasPattern;
import io.hotprobe.modalias.Modalias;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Globs of which one has to match: {@code a*|b}. A backslash quotes. Immutable. */
final class Globs {

  private final List<Modalias> patterns;
  private final List<String> written;

  private Globs(List<Modalias> patterns, List<String> written) {
    this.patterns = patterns;
    this.written = written;
  }

  /** Those of aliases and module names. A bracket without its partner makes them match nothing, so it is refused. */
  static Globs ofAliases(String text) throws BadLineException {
    List<Modalias> patterns = new ArrayList<>();
    for (String each : present(alternatives(text))) {
      Modalias pattern = Modalias.of(each);
      if (!pattern.valid()) {
        throw new BadLineException("a bracket has no partner", "write [ab] for one of several, and ? for a bracket that is meant");
      }
      patterns.add(pattern);
    }
    return new Globs(patterns, List.of());
  }

  /** Those of other text. */
  static Globs ofText(String text) throws BadLineException {
    return new Globs(List.of(), present(alternatives(text)));
  }

  private static List<String> present(List<String> alternatives) throws BadLineException {
    if (alternatives.contains("")) {
      throw new BadLineException("an alternative is empty", "alternatives are written a*|b");
    }
    return alternatives;
  }

  /** The text cut at each {@code |} that is not quoted. */
  static List<String> alternatives(String text) {
    List<String> alternatives = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '|') {
        alternatives.add(text.substring(from, i));
        from = i + 1;
      }
    }
    alternatives.add(text.substring(from));
    return alternatives;
  }

  /** As written, one char a byte. */
  boolean match(String text) {
    for (String pattern : written) {
      if (AliasPattern.matches(pattern, text)) {
        return true;
      }
    }
    return false;
  }

  /** As aliases and module names are compared: a dash is the same as an underscore. */
  boolean match(Modalias text) {
    for (Modalias pattern : patterns) {
      if (text.matches(pattern)) {
        return true;
      }
    }
    return false;
  }

  /** The texts it matches, if it is no more than a list of them; a single quoted or wild character makes it more. */
  Optional<List<Modalias>> literals() {
    return patterns.stream().anyMatch(Globs::isWild) ? Optional.empty() : Optional.of(patterns);
  }

  private static boolean isWild(Modalias pattern) {
    return pattern.toString().chars().anyMatch(c -> "*?[]\\".indexOf(c) >= 0);
  }
}
