package io.hotprobe.policy;

/** One condition of a line. Immutable. */
interface Clause {

  boolean holds(Question question);

  /** Whether it reads what else is present, which may take long. */
  default boolean asksPresence() {
    return false;
  }
}
