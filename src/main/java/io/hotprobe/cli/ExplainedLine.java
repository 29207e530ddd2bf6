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

  /** Whether it did more than fail at once: it has an effect, or another match than that of the action held. */
  boolean isTelling() {
    return jump != null || !problems.isEmpty() || steps.stream().anyMatch(Step::isTelling);
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

    /** What holds for every device that is plugged in tells nothing. */
    private boolean isTelling() {
      return switch (verdict) {
        case HOLDS -> !token.startsWith("ACTION");
        case FAILS -> note != null || !imported.isEmpty();
        case DONE, REFUSED -> true;
      };
    }

    Step noted(String text) {
      return new Step(token, value, parent, verdict, text, imported);
    }

    Step imported(Map<String, String> properties) {
      return new Step(token, value, parent, verdict, note, properties);
    }
  }
}
