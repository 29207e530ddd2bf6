package io.hotprobe.config;

import io.hotprobe.module.SourceLine;

/**
 * One {@code blacklist} line, or one item of {@code modprobe.blacklist=}: ignore the aliases of the module of that name.
 *
 * @param module compared as it stands with the real name of a module. Dashes are folded when it comes from a file, and are not when it
 *     comes from the kernel command line; an item with a dash therefore blocks nothing.
 */
public record BlacklistLine(String module, SourceLine at) {}
