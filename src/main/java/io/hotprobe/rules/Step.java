package io.hotprobe.rules;

/** What a line does next: a match of its device, the matches of its parents, or anything else. */
sealed interface Step permits Check, ParentChecks, Deed {

  /** The token; of several the first. */
  Token token();
}
