package io.hotprobe.rules;

/**
 * One {@code KEY{attribute}op"value"} as the lexer saw it.
 *
 * @param attribute what stands in the braces, null when there are none
 * @param value its quoting resolved
 * @param text all of it as it is written
 * @param begin where it begins in its line
 * @param end the position after it
 */
record WrittenToken(
    String key, String attribute, Operator operator, boolean ignoreCase, String value, String text, int begin, int end) {

  /** What stands in the braces; empty when there are none, too. */
  String attributeOrEmpty() {
    return attribute == null ? "" : attribute;
  }
}
