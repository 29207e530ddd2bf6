package io.hotprobe.rules;

/** Looks for one sort of mistake in a line. */
@FunctionalInterface
interface LineCheck {

  void check(RuleLine line, LineFindings findings);
}
