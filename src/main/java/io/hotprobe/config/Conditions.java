package io.hotprobe.config;

import io.hotprobe.module.SourceLine;
import java.util.ArrayDeque;
import java.util.Deque;

/** Which lines of one file count: those not inside an {@code if} that is false. */
final class Conditions {

  /** How deep {@code if} may nest. */
  static final int DEEPEST = 20;

  private enum Branch {
    /** Its lines count. */
    TAKEN,
    /** No branch was true so far. */
    WAITING,
    /** One was. */
    PASSED,
    /** The lines around it do not count. */
    DEAD
  }

  private final Deque<Branch> branches = new ArrayDeque<>();

  /** Whether the next line counts. */
  boolean isActive() {
    return branches.isEmpty() || branches.peek() == Branch.TAKEN;
  }

  /** Whether it matters if the condition of an {@code elseif} at this place is true. */
  boolean isWaiting() {
    return !branches.isEmpty() && branches.peek() == Branch.WAITING;
  }

  boolean isOpen() {
    return !branches.isEmpty();
  }

  /** An {@code if}; {@code condition} means nothing where lines do not count. */
  void open(boolean condition, SourceLine at) throws InvalidConfigException {
    if (branches.size() == DEEPEST) {
      throw new InvalidConfigException(at, "if nests deeper than " + DEEPEST, "join conditions or use include");
    }
    branches.push(!isActive() ? Branch.DEAD : condition ? Branch.TAKEN : Branch.WAITING);
  }

  /** An {@code elseif}, or with {@code true} an {@code else}. */
  void next(boolean condition, String keyword, SourceLine at) throws InvalidConfigException {
    Branch last = pop(keyword, at);
    if (last == Branch.WAITING) {
      branches.push(condition ? Branch.TAKEN : Branch.WAITING);
    } else {
      branches.push(last == Branch.TAKEN ? Branch.PASSED : last);
    }
  }

  /** An {@code endif}. */
  void close(SourceLine at) throws InvalidConfigException {
    pop("endif", at);
  }

  private Branch pop(String keyword, SourceLine at) throws InvalidConfigException {
    if (branches.isEmpty()) {
      throw new InvalidConfigException(at, keyword + " without an if", "remove it, or write the if");
    }
    return branches.pop();
  }
}
