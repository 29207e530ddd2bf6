package io.hotprobe.rules;

import io.hotprobe.module.Programs.Sandbox;
import io.hotprobe.module.SourceLine;
import java.util.List;
import java.util.Optional;

/**
 * One line of a rule file.
 *
 * @param at where it ends: of a joined line the last one, as udev counts
 * @param text the whole line, continuations joined
 * @param label its LABEL, null when it has none
 * @param tokens in the order of evaluation
 * @param jump where GOTO leads: an index into the lines of the file; {@link #NO_JUMP} when there is none
 * @param scope what a device must have for the line to mean anything
 * @param sandbox what the programs of this line are confined to, by {@code OPTIONS="sandbox=..."}
 */
public record RuleLine(
    SourceLine at, String text, String label, List<Token> tokens, int jump, Scope scope, Optional<Sandbox> sandbox) {

  public static final int NO_JUMP = -1;

  public RuleLine {
    tokens = List.copyOf(tokens);
  }

  /** When a line is passed over without a look: it has nothing for the device. */
  public enum Scope {
    /** Never. */
    ANY,
    /** When there is no device node, or on remove: it only has SYMLINK, OWNER, GROUP or MODE. */
    NODE,
    /** When it is no network interface, or on remove: it only has NAME. */
    INTERFACE,
    /** When there is neither: it has both. */
    NODE_OR_INTERFACE,
    /** Always: it only has a label, or a static node, for which no event is needed. */
    NONE
  }
}
