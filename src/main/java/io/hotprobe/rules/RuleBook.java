package io.hotprobe.rules;

import io.hotprobe.module.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rules in force, replaced as a whole when their files change. Safe for any thread.
 */
public final class RuleBook {

  private final RuleFiles files;
  private final Host host;
  private final Consumer<Finding> findings;
  private Stamp stamp;
  private volatile Program program;
  private volatile Runnable replaced = () -> {};

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
    Stamp stamp = files.stamp();
    RuleBook book = new RuleBook(files, host, findings, files.read(host, findings));
    book.stamp = stamp;
    return book;
  }

  /** Rules without files, which never change. */
  public static RuleBook of(Program program) {
    RuleBook book = new RuleBook(new RuleFiles(List.of()), null, finding -> {}, program);
    book.stamp = Stamp.of(List.of());
    return book;
  }

  /** The rules in force. */
  public Program program() {
    return program;
  }

  /** Has something run whenever other rules have come into force, by the thread that read them. */
  public void whenReplaced(Runnable run) {
    replaced = run;
  }

  /** Where their files are, whether or not these directories exist. */
  public List<Path> directories() {
    return files.directories();
  }

  /**
   * Reads them again if a file has changed.
   *
   * @return whether other rules are in force now
   * @throws IOException they could not be read: those before stay in force
   */
  public synchronized boolean refresh() throws IOException {
    Stamp now = files.stamp();
    if (now.equals(stamp)) {
      return false;
    }
    program = files.read(host, findings);
    stamp = now;
    replaced.run();
    return true;
  }
}
