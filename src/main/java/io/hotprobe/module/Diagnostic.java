package io.hotprobe.module;

/**
 * Something wrong in a file that was read around: what it is, where, and what to do about it.
 *
 * @param problem one clause, no final stop
 * @param remedy what the reader of the message can do
 */
public record Diagnostic(SourceLine at, String problem, String remedy) {

  @Override
  public String toString() {
    return at + ": " + problem + "; " + remedy;
  }
}
