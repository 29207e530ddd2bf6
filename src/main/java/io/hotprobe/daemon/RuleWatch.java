package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.rules.RuleBook;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;

/** Has rules read again when something changes in their directories. */
final class RuleWatch implements AutoCloseable {

  /** As {@link DirectoryWatch#REST_MILLIS}. */
  static final long REST_MILLIS = DirectoryWatch.REST_MILLIS;

  /** As {@link DirectoryWatch#PATIENCE_MILLIS}. */
  static final long PATIENCE_MILLIS = DirectoryWatch.PATIENCE_MILLIS;

  private final RuleBook book;
  private final Journal journal;
  private final DirectoryWatch watch;
  /** Told already, and not again at each look; empty when nothing is wrong. */
  private volatile String trouble = "";

  /** @param directories those of the rules, whether or not they exist */
  RuleWatch(RuleBook book, List<Path> directories, Journal journal) {
    this.book = book;
    this.journal = journal;
    watch = new DirectoryWatch(new DirectoryWatch.Subject("rule", "rules", this::look), directories, journal);
  }

  /** What has changed since the rules were read is seen, too. */
  void start() {
    watch.start();
  }

  /** Reads them again now if something changed, and tells what is wrong, again if need be. Any thread. */
  Reloaded.Rules refresh() {
    trouble = "";
    return look();
  }

  private Reloaded.Rules look() {
    try {
      boolean replaced = book.refresh();
      trouble = "";
      if (!replaced) {
        return Reloaded.Rules.CURRENT;
      }
      journal.notice(book.program().lines() == 0 ? Level.WARNING : Level.INFO, "rules changed: " + book.program().summary());
      return Reloaded.Rules.REPLACED;
    } catch (IOException unreadable) {
      tell("the rules in force stay: " + unreadable.getMessage());
    } catch (RuntimeException fault) {
      tell("the rules in force stay, those there are could not be read: " + fault);
    }
    return Reloaded.Rules.KEPT;
  }

  private void tell(String wrong) {
    if (!wrong.equals(trouble)) {
      trouble = wrong;
      journal.notice(Level.ERROR, wrong);
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
