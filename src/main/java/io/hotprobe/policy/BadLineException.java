package io.hotprobe.policy;

/** A line of a policy that cannot be understood. */
final class BadLineException extends Exception {

  private static final long serialVersionUID = 1;

  private final String remedy;

  /**
   * What is wrong.
   *
   * @param problem one clause, no final stop
   * @param remedy what is to be done about it
   */
  BadLineException(String problem, String remedy) {
    super(problem, null, false, false);
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }
}
