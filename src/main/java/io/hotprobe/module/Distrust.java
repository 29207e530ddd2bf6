package io.hotprobe.module;

import java.nio.file.Path;

/**
 * Why a file is not to be followed by a process with root's rights.
 *
 * @param at the file, or the directory or link on the way to it that is the cause
 * @param problem what is wrong there, as in "belongs to user 1000, not to root"
 * @param remedy shell commands that put it right, or advice
 */
public record Distrust(Path at, String problem, String remedy) {

  /** What is wrong with {@code file}, which it was found on the way to: one clause. */
  public String of(Path file) {
    return "is not trusted: " + (file.equals(at) ? "it" : at) + " " + problem;
  }

  @Override
  public String toString() {
    return at + " " + problem + "; " + remedy;
  }
}
