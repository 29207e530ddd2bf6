package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import java.util.Arrays;

/**
 * The way of one event through the lines of a program: order, jumps, and the matches, each decided once. What lines do besides is left
 * to the kinds of walk. Confined to one thread; used again for the next event.
 */
abstract class Walk {

  /** What came of a step. */
  enum Answer {
    HELD,
    FAILED,
    /** It cannot be told: the walk ends. */
    UNKNOWN
  }

  private static final byte HELD = 1;
  private static final byte FAILED = 2;
  private static final int END_OF_WALK = -1;

  private final Facts facts;
  private Course course;
  private byte[] answers;
  private byte[] parentAnswers;
  private Device[] found;
  private boolean node;
  private boolean netInterface;

  Walk(Facts facts, Course course) {
    this.facts = facts;
    use(course);
  }

  /** Walks by another program from now on. */
  final void use(Course other) {
    course = other;
    answers = new byte[other.checkCount()];
    parentAnswers = new byte[other.parentChecksCount()];
    found = new Device[other.parentChecksCount()];
  }

  final Course course() {
    return course;
  }

  /** Walks through all lines; false when it ended before, for want of an answer. */
  final boolean walk() {
    Arrays.fill(answers, (byte) 0);
    Arrays.fill(parentAnswers, (byte) 0);
    Arrays.fill(found, null);
    node = !facts.isRemoval() && facts.hasNode();
    netInterface = !facts.isRemoval() && facts.isInterface();
    for (int i = 0; i < course.stretches().size(); i++) {
      if (!walk(course.stretches().get(i).lines())) {
        return false;
      }
    }
    return true;
  }

  private boolean walk(Course.Line[] lines) {
    int at = 0;
    while (at < lines.length) {
      at = isInScope(lines[at].rule()) ? line(lines, at) : at + 1;
      if (at == END_OF_WALK) {
        return false;
      }
    }
    return true;
  }

  private boolean isInScope(RuleLine line) {
    return switch (line.scope()) {
      case ANY -> true;
      case NODE -> node;
      case INTERFACE -> netInterface;
      case NODE_OR_INTERFACE -> node || netInterface;
      case NONE -> false;
    };
  }

  /** Goes through a line, and says where to go on. */
  private int line(Course.Line[] lines, int at) {
    Course.Line line = lines[at];
    begin(line.rule());
    Step[] steps = line.steps();
    for (int k = 0; k < steps.length; k++) {
      Answer answer = answer(steps[k]);
      if (answer == Answer.FAILED) {
        return isThorough() ? at + 1 : line.onFailure()[k];
      }
      if (answer == Answer.UNKNOWN) {
        return END_OF_WALK;
      }
    }
    int jump = line.rule().jump();
    if (jump == RuleLine.NO_JUMP) {
      return at + 1;
    }
    jumps(lines[jump].rule());
    return jump;
  }

  private Answer answer(Step step) {
    if (step instanceof Check check) {
      return decide(check);
    }
    return step instanceof ParentChecks parents ? decide(parents) : act((Deed) step);
  }

  private Answer decide(Check check) {
    byte known = answers[check.number()];
    if (known == 0) {
      if (!knows(check)) {
        return Answer.UNKNOWN;
      }
      known = check.holds(facts) ? HELD : FAILED;
      answers[check.number()] = check.isLasting() ? known : 0;
    }
    decided(check, known == HELD);
    return known == HELD ? Answer.HELD : Answer.FAILED;
  }

  private Answer decide(ParentChecks parents) {
    if (!knows(parents)) {
      return Answer.UNKNOWN;
    }
    int number = parents.number();
    if (parentAnswers[number] == 0) {
      found[number] = parents.find(facts);
      parentAnswers[number] = parents.isLasting() ? HELD : 0;
    }
    facts.choose(found[number]);
    decided(parents, found[number] != null);
    return found[number] == null ? Answer.FAILED : Answer.HELD;
  }

  /** What was known of the checks of a property no longer counts. */
  final void forget(Course.Name changed) {
    for (int number : changed.checks()) {
      answers[number] = 0;
    }
  }

  /** A line is looked at. */
  abstract void begin(RuleLine line);

  /** Whether every line is to be looked at, even if it is known that it fails. */
  abstract boolean isThorough();

  abstract boolean knows(Check check);

  abstract boolean knows(ParentChecks parents);

  abstract void decided(Check check, boolean held);

  abstract void decided(ParentChecks parents, boolean held);

  /** Does what a token says that is no match. */
  abstract Answer act(Deed deed);

  /** All of the line held and its GOTO is taken. */
  abstract void jumps(RuleLine target);
}
