package io.hotprobe.rules;

/**
 * A token that tries or assigns something.
 *
 * @param modules what it loads if it is a {@code kmod load} of names that are written there; null for all else
 */
record Deed(Token token, ModuleNames modules) implements Step {

  Deed(Token token) {
    this(token, ModuleNames.of(token));
  }
}
