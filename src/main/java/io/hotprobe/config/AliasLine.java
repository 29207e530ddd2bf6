package io.hotprobe.config;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.SourceLine;

/**
 * One {@code alias} line: names that match {@code pattern} mean {@code module}. The module is taken as it is, never looked up as an
 * alias again.
 *
 * @param pattern a glob, dashes folded outside brackets
 */
public record AliasLine(String pattern, ModuleName module, SourceLine at) {}
