package io.hotprobe.rules;

import io.hotprobe.module.SourceLine;
import java.util.Map;

/** Is told, as it happens, how the lines of a program fared on an event. Called on the evaluating thread. */
public interface Explanation {

  /** Nobody asks. */
  Explanation NONE = new Explanation() {};

  /** A line is being looked at. */
  default void line(RuleLine line) {}

  /**
   * A match was decided.
   *
   * @param value what was compared or what came of it; null when there was none
   * @param parent the devpath of the device that was chosen among the parents; null when none was asked for
   */
  default void match(Token token, String value, String parent, boolean held) {}

  /** The program that the match just told of was run, or was not to be. */
  default void ran(Token token, ProgramRun run) {}

  /** The properties that the match just told of set, an IMPORT; those taken away have an empty value. */
  default void imported(Token token, Map<String, String> properties) {}

  /** The builtin that the match just told of does not work here. */
  default void unavailable(Token token) {}

  /** Something was assigned, or refused for a reason; {@code value} is after substitution, {@code refusal} null when it was done. */
  default void assignment(Token token, String value, String refusal) {}

  /** All of the line held and its GOTO is taken. */
  default void jump(RuleLine from, SourceLine to) {}

  /** Something the rules' author should know. */
  default void problem(RuleLine line, String text) {}
}
