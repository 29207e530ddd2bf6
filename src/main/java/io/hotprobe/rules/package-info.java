/**
 * udev's rule language: lexer, parser, program, evaluator, lint.
 *
 * <p>May import {@code modalias}, {@code sysfs}, {@code module}, {@code uevent}. Text has one char a byte.
 */
package io.hotprobe.rules;
