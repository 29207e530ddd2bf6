package io.hotprobe.rules;

import io.hotprobe.rules.Finding.Kind;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Compiles the values of OPTIONS. */
final class OptionCompiler {

  private static final Set<String> LOG_LEVELS =
      Set.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "reset");

  private static final int HIGHEST_LOG_LEVEL = 7;

  private final LineFindings findings;
  private final LineDraft draft;
  private final Host host;

  OptionCompiler(LineFindings findings, LineDraft draft, Host host) {
    this.findings = findings;
    this.draft = draft;
    this.host = host;
  }

  /** Adds an option to the line; false when the line is lost. */
  boolean add(WrittenToken written) {
    String value = written.value();
    switch (value) {
      case "string_escape=none", "string_escape=replace" -> option(TokenKind.OPTION_STRING_ESCAPE, written, after(value));
      case "db_persist" -> option(TokenKind.OPTION_DB_PERSIST, written, "true");
      case "watch" -> option(TokenKind.OPTION_WATCH, written, "true");
      case "nowatch" -> option(TokenKind.OPTION_WATCH, written, "false");
      default -> {
        return valued(written, value);
      }
    }
    return true;
  }

  private boolean valued(WrittenToken written, String value) {
    if (value.startsWith("static_node=")) {
      option(TokenKind.OPTION_STATIC_NODE, written, after(value));
    } else if (value.startsWith("link_priority=")) {
      OptionalInt priority = CNumber.signed(after(value));
      if (priority.isEmpty()) {
        return findings.lost(Kind.VALUE, "link priority " + FileFindings.quoted(after(value)) + " is not a number");
      }
      option(TokenKind.OPTION_LINK_PRIORITY, written, Integer.toString(priority.getAsInt()));
    } else if (value.startsWith("log_level=")) {
      return logLevel(written, after(value));
    } else if (value.startsWith(SandboxOption.BEGIN)) {
      return sandbox(written, after(value));
    } else {
      findings.tell(Kind.OPTION, "unknown value " + FileFindings.quoted(value) + " for OPTIONS, ignoring it");
    }
    return true;
  }

  private boolean logLevel(WrittenToken written, String level) {
    OptionalLong number = CNumber.unsigned(level);
    boolean numbered = number.isPresent() && number.getAsLong() <= HIGHEST_LOG_LEVEL;
    if (!numbered && !LOG_LEVELS.contains(level)) {
      return findings.lost(Kind.VALUE, "there is no log level " + FileFindings.quoted(level));
    }
    option(TokenKind.OPTION_LOG_LEVEL, written, numbered ? Long.toString(number.getAsLong()) : level);
    return true;
  }

  private boolean sandbox(WrittenToken written, String parts) {
    if (draft.sandbox().isPresent()) {
      return findings.lost(Kind.SANDBOX, "a second sandbox, ignoring the line: join their parts with commas");
    }
    SandboxOption option = new SandboxOption(host.accounts());
    Optional<String> problem = option.read(parts);
    if (problem.isPresent()) {
      return findings.lost(Kind.SANDBOX, problem.get() + ", ignoring the line: its programs would run unconfined");
    }
    draft.sandbox(option.sandbox());
    option(TokenKind.OPTION_SANDBOX, written, parts);
    return true;
  }

  private void option(TokenKind kind, WrittenToken written, String value) {
    Operation operation = written.operator() == Operator.FREEZE ? Operation.FREEZE : Operation.SET;
    draft.add(new Token.Option(kind, operation, value, written.text()));
  }

  private static String after(String value) {
    return value.substring(value.indexOf('=') + 1);
  }
}
