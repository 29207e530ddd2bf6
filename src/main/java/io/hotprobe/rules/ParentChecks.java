package io.hotprobe.rules;

import io.hotprobe.sysfs.Device;
import java.util.List;

/**
 * The parent matches of a line: all must hold on one device of the chain that starts with the device itself. Equal lists of a program
 * are one object. Immutable.
 *
 * @param number counts those of a program
 */
record ParentChecks(List<Check> checks, int number, boolean isLasting) implements Step {

  ParentChecks(List<Check> checks, int number) {
    this(List.copyOf(checks), number, checks.stream().allMatch(Check::isLasting));
  }

  @Override
  public Token token() {
    return checks.get(0).token();
  }

  /** The nearest device on which all hold; null when there is none. */
  Device find(Facts facts) {
    for (Device candidate = facts.device(); candidate != null; candidate = candidate.parent()) {
      if (firstFailing(facts, candidate) == checks.size()) {
        return candidate;
      }
    }
    return null;
  }

  /** The index of the first that does not hold on a device; their number when all do. */
  int firstFailing(Facts facts, Device candidate) {
    int i = 0;
    while (i < checks.size() && checks.get(i).holds(facts, candidate)) {
      i++;
    }
    return i;
  }
}
