package io.hotprobe.rules;

import io.hotprobe.module.Programs;
import io.hotprobe.module.SourceLine;
import java.time.Duration;

/**
 * A program that a rule had run.
 *
 * @param at the rule's line
 * @param command as the rule gives it, substitutions done
 * @param took how long it ran
 */
public record ProgramRun(SourceLine at, String command, Programs.End end, Duration took) {}
