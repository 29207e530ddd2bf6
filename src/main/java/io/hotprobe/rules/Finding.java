package io.hotprobe.rules;

import io.hotprobe.module.SourceLine;

/**
 * Something that is or may be wrong in a rule file.
 *
 * @param at where the line ends, as udev counts
 * @param text one clause, no final stop
 */
public record Finding(Kind kind, SourceLine at, String text) {

  /** How bad it is. */
  public enum Severity {
    /** The line, or the token, is ignored. */
    ERROR,
    /** It works, but hardly as it was meant. */
    WARNING,
    /** It works, and is not written as others write it. */
    STYLE
  }

  /** Who else would find it. */
  public enum Origin {
    /** {@code udevadm verify} finds it too. */
    UDEV,
    /** Only hotprobe looks for it. */
    HOTPROBE
  }

  /** What was looked for. */
  public enum Kind {
    FILE(Severity.ERROR, Origin.UDEV),
    LONG_LINE(Severity.ERROR, Origin.UDEV),
    UNFINISHED_LINE(Severity.ERROR, Origin.UDEV),
    SYNTAX(Severity.ERROR, Origin.UDEV),
    KEY(Severity.ERROR, Origin.UDEV),
    ATTRIBUTE(Severity.ERROR, Origin.UDEV),
    OPERATOR(Severity.ERROR, Origin.UDEV),
    PREFIX(Severity.ERROR, Origin.UDEV),
    VALUE(Severity.ERROR, Origin.UDEV),
    SUBSTITUTION(Severity.ERROR, Origin.UDEV),
    ACCOUNT(Severity.ERROR, Origin.UDEV),
    PROTECTED(Severity.ERROR, Origin.UDEV),
    NO_LABEL(Severity.ERROR, Origin.UDEV),
    CONFLICT(Severity.ERROR, Origin.UDEV),
    NO_EFFECT(Severity.WARNING, Origin.UDEV),
    ASSUMED_SET(Severity.WARNING, Origin.UDEV),
    OLD_WORD(Severity.WARNING, Origin.UDEV),
    OLD_PATH(Severity.WARNING, Origin.UDEV),
    OPTION(Severity.WARNING, Origin.UDEV),
    REPEATED(Severity.WARNING, Origin.UDEV),
    DUPLICATE(Severity.WARNING, Origin.UDEV),
    REORDERED(Severity.WARNING, Origin.UDEV),
    DELIMITER(Severity.STYLE, Origin.UDEV),
    UNUSED_LABEL(Severity.STYLE, Origin.UDEV),
    /** An {@code OPTIONS="sandbox=..."} that cannot be read: the line is ignored, it would run its programs unconfined. */
    SANDBOX(Severity.ERROR, Origin.HOTPROBE),
    /** A {@code |} between square brackets, which parts the pattern there all the same. */
    SPLIT_BRACKET(Severity.WARNING, Origin.HOTPROBE),
    /** A glob that can only match itself, or a class that holds nothing. */
    GLOB(Severity.WARNING, Origin.HOTPROBE),
    /** A command that counts on a shell. */
    SHELL(Severity.WARNING, Origin.HOTPROBE),
    /** Matches that no device can pass together. */
    NEVER_MATCHES(Severity.WARNING, Origin.HOTPROBE),
    /** Lines that a GOTO always skips. */
    UNREACHABLE(Severity.WARNING, Origin.HOTPROBE),
    /** A label that stands in another file, or above. */
    LABEL_ELSEWHERE(Severity.WARNING, Origin.HOTPROBE),
    /** A program that is not there. */
    MISSING_PROGRAM(Severity.WARNING, Origin.HOTPROBE),
    /** A MODE that is no number, and will not be one when it is evaluated. */
    BAD_MODE(Severity.WARNING, Origin.HOTPROBE),
    /** Something of the device's directory in sysfs, on a line for its removal. */
    GONE_ON_REMOVE(Severity.WARNING, Origin.HOTPROBE),
    /** A file of those that count, that somebody else than root could have written: the daemon does not read it. */
    UNTRUSTED(Severity.ERROR, Origin.HOTPROBE),
    /** A file elsewhere of which that is so, as it lies there. */
    UNTRUSTED_ELSEWHERE(Severity.WARNING, Origin.HOTPROBE),
    /** A program of which that is so: it is not run. */
    UNTRUSTED_PROGRAM(Severity.WARNING, Origin.HOTPROBE),
    /** A sandbox on a line that runs no program. */
    IDLE_SANDBOX(Severity.WARNING, Origin.HOTPROBE),
    /** A builtin of udev's that hotprobe has not. */
    NO_BUILTIN(Severity.WARNING, Origin.HOTPROBE),
    /** A file that another one of its name hides. */
    SHADOWED(Severity.WARNING, Origin.HOTPROBE),
    /** Tokens that are evaluated in another order than they are written in, where that matters. */
    WRITTEN_ORDER(Severity.WARNING, Origin.HOTPROBE);

    private final Severity severity;
    private final Origin origin;

    Kind(Severity severity, Origin origin) {
      this.severity = severity;
      this.origin = origin;
    }

    public Severity severity() {
      return severity;
    }

    public Origin origin() {
      return origin;
    }
  }

  public Severity severity() {
    return kind.severity;
  }

  public Origin origin() {
    return kind.origin;
  }

  /** {@code file:line text}, as {@code udevadm verify} writes. */
  @Override
  public String toString() {
    return at + (severity() == Severity.STYLE ? " style: " : " ") + text;
  }
}
