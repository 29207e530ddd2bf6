package io.hotprobe.rules;

import io.hotprobe.module.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The rules in force, replaced as a whole when their files change. Safe for any thread.
 */
public final class RuleBook {

  private final RuleFiles files;
  private final Host host;
  private final List<Path> accountFiles;
  private final Consumer<Finding> findings;
  /** Of what was read; null when not all of it could be. */
  private Stamp stamp;
  private volatile Program program;
  private volatile Runnable replaced = () -> {};

  private RuleBook(RuleFiles files, Host host, List<Path> accountFiles, Consumer<Finding> findings, Program program) {
    this.files = files;
    this.host = host;
    this.accountFiles = accountFiles;
    this.findings = findings;
    this.program = program;
  }

  /**
   * Reads the rules.
   *
   * @param findings is told what is wrong in them, now and whenever they are read again
   */
  public static RuleBook open(RuleFiles files, Host host, Consumer<Finding> findings) throws IOException {
    List<Path> accountFiles = host.accounts().files();
    Stamp stamp = files.stamp(accountFiles);
    host.accounts().refresh();
    List<IOException> passing = new ArrayList<>();
    RuleBook book = new RuleBook(files, host, accountFiles, findings, files.read(host, findings, passing::add));
    book.stamp = passing.isEmpty() ? stamp : null;
    return book;
  }

  /** Rules without files, which never change. */
  public static RuleBook of(Program program) {
    RuleBook book = new RuleBook(new RuleFiles(List.of()), null, List.of(), finding -> {}, program);
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
   * Reads them again if a file has changed, of the rules or of the users and groups that they name.
   *
   * @return whether other rules are in force now
   * @throws IOException they could not all be read: those before stay in force, and the next call tries again
   */
  public synchronized boolean refresh() throws IOException {
    Stamp now = files.stamp(accountFiles);
    if (now.equals(stamp)) {
      return false;
    }
    host.accounts().refresh();
    List<Finding> found = new ArrayList<>();
    List<IOException> passing = new ArrayList<>();
    Program read = files.read(host, found::add, passing::add);
    if (!passing.isEmpty()) {
      throw passing.get(0);
    }
    found.forEach(findings);
    program = read;
    stamp = now;
    replaced.run();
    return true;
  }
}
