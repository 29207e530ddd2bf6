package io.hotprobe.rules;

/**
 * A line of a rule file, continuations joined.
 *
 * @param first the number of the line of the file that it begins with, from 1
 * @param last the number of the line of the file that it ends with: udev gives this one
 */
record LogicalLine(int first, int last, String text) {}
