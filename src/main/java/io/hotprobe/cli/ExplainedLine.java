package io.hotprobe.cli;

import io.hotprobe.module.SourceLine;
import java.util.List;
import java.util.Map;

/**
 * How a rule line fared on an event.
 *
 * @param steps its tokens in the order of evaluation, up to the one that ended it
 * @param jump where its GOTO led, null when none was taken
 * @param problems what the rules' author should know
 */
record ExplainedLine(SourceLine at, List<Step> steps, SourceLine jump, List<String> problems) {

  /** Whether it did more than fail at once: it has an effect, or more than its first match held. */
  boolean isTelling() {
    boolean acted = steps.stream().anyMatch(step -> step.verdict() == Verdict.DONE || step.verdict() == Verdict.REFUSED || step.isNotable());
    boolean heldOn = steps.stream().filter(step -> step.verdict() == Verdict.HOLDS).count() > 1;
    return acted || heldOn || jump != null || !problems.isEmpty();
  }

  /** What came of a token. */
  enum Verdict {
    /** A match that is true. */
    HOLDS,
    /** A match that is not true: the line ends. */
    FAILS,
    /** An assignment that was done. */
    DONE,
    /** An assignment that was not done. */
    REFUSED
  }

  /**
   * One token.
   *
   * @param token as it is written
   * @param value what was compared or assigned, or why it was refused; null when there was none
   * @param parent the devpath of the parent that was chosen; null when none was asked for
   * @param note what else there is to be said of it, one clause; null for nothing
   * @param imported the properties that it set; those taken away are empty
   */
  record Step(String token, String value, String parent, Verdict verdict, String note, Map<String, String> imported) {

    Step(String token, String value, String parent, Verdict verdict) {
      this(token, value, parent, verdict, null, Map.of());
    }

    /** Whether something came of it besides the verdict. */
    boolean isNotable() {
      return note != null || !imported.isEmpty();
    }

    Step noted(String text) {
      return new Step(token, value, parent, verdict, text, imported);
    }

    Step imported(Map<String, String> properties) {
      return new Step(token, value, parent, verdict, note, properties);
    }
  }
}
