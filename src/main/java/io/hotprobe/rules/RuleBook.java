package io.hotprobe.rules;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * The rules in force, replaced as a whole when their files change. {@link #program} is safe for any thread, {@link #refresh} belongs to
 * one.
 */
public final class RuleBook {

  private final RuleFiles files;
  private final Host host;
  private final Consumer<Finding> findings;
  private volatile Program program;

  private RuleBook(RuleFiles files, Host host, Consumer<Finding> findings, Program program) {
    this.files = files;
    this.host = host;
    this.findings = findings;
    this.program = program;
  }

  /**
   * Reads the rules.
   *
   * @param findings is told what is wrong in them, now and whenever they are read again
   */
  public static RuleBook open(RuleFiles files, Host host, Consumer<Finding> findings) throws IOException {
    return new RuleBook(files, host, findings, files.read(host, findings));
  }

  /** Rules that never change. */
  public static RuleBook of(Program program) {
    return new RuleBook(null, null, finding -> {}, program);
  }

  /** The rules in force. */
  public Program program() {
    return program;
  }
}
