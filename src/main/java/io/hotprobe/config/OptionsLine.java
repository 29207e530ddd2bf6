package io.hotprobe.config;

import io.hotprobe.module.SourceLine;

/**
 * One {@code options} line, or one {@code module.key=value} of the kernel command line.
 *
 * @param name a module, or the text of the alias it is reached by; no glob
 * @param text verbatim but for tabs, which became blanks
 */
public record OptionsLine(String name, String text, SourceLine at) {}
