package io.hotprobe.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What was read of a policy so far. Confined to one thread until {@link #policy} is called. */
final class PolicyDraft {

  /** Most statements of all files together; those past it are not read. */
  static final int MOST_STATEMENTS = 16_384;

  private final List<PolicyLine> lines = new ArrayList<>();
  private final List<PolicyLine> defaults = new ArrayList<>();
  private final List<Preference> preferences = new ArrayList<>();
  private Boolean enforced;
  private Duration bootGrace;

  /** @throws BadLineException if there are too many */
  private void makeRoom() throws BadLineException {
    if (lines.size() + defaults.size() + preferences.size() >= MOST_STATEMENTS) {
      throw new BadLineException("is one more than the " + MOST_STATEMENTS + " statements that are read", "join some of them by patterns");
    }
  }

  void add(PolicyLine line) throws BadLineException {
    makeRoom();
    lines.add(line);
  }

  void addDefault(PolicyLine line) throws BadLineException {
    makeRoom();
    defaults.add(line);
  }

  void add(Preference preference) throws BadLineException {
    makeRoom();
    preferences.add(preference);
  }

  /** The first line that says it counts. */
  void enforce(boolean wanted) {
    enforced = enforced == null ? Boolean.valueOf(wanted) : enforced;
  }

  /** The first line that says it counts. */
  void bootGrace(Duration wanted) {
    bootGrace = bootGrace == null ? wanted : bootGrace;
  }

  List<PolicyLine> lines() {
    return lines;
  }

  List<PolicyLine> defaults() {
    return defaults;
  }

  List<Preference> preferences() {
    return preferences;
  }

  boolean isEnforced() {
    return enforced == null || enforced;
  }

  Duration bootGrace() {
    return bootGrace == null ? Policy.BOOT_GRACE : bootGrace;
  }

  Policy policy() {
    return new Policy(this);
  }
}
