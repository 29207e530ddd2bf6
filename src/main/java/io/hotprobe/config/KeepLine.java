package io.hotprobe.config;

import io.hotprobe.module.SourceLine;

/**
 * One name of a {@code keep} line, or one {@code options -k} line of a modules.conf: the module is not to be removed because nobody
 * uses it.
 *
 * @param pattern a glob over real module names, dashes folded outside brackets
 */
public record KeepLine(String pattern, SourceLine at) {}
