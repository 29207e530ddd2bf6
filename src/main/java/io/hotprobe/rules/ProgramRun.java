package io.hotprobe.rules;

import io.hotprobe.module.Programs;
import io.hotprobe.module.SourceLine;

/**
 * A program that a rule had run, and how it ended.
 *
 * @param command as the rule gives it, substitutions done
 * @param at the line that asked for it
 * @param nanos how long it took
 */
public record ProgramRun(String command, SourceLine at, Programs.End end, long nanos) {}
