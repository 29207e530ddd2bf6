package io.hotprobe.config;

import io.hotprobe.module.SourceLine;

/**
 * One {@code install} or {@code remove} line: the shell command that runs in place of inserting or removing a module.
 *
 * @param pattern a glob over real module names, dashes folded outside brackets
 * @param command verbatim, leading blanks and {@code $CMDLINE_OPTS} included
 */
public record Command(String pattern, String command, SourceLine at) {}
