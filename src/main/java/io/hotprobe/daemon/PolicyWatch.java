package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.policy.PolicyBook;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/** Has the policy read again when something changes in its directories; another one makes a pass over sysfs. */
final class PolicyWatch implements AutoCloseable {

  private final PolicyBook book;
  private final Journal journal;
  private final Runnable replaced;
  private final DirectoryWatch watch;

  /** @param replaced run when another policy is in force */
  PolicyWatch(PolicyBook book, Journal journal, Runnable replaced) {
    this.book = book;
    this.journal = journal;
    this.replaced = replaced;
    watch = new DirectoryWatch(new DirectoryWatch.Subject("policy", "policy", this::look), book.directories(), journal);
  }

  /** What has changed since the policy was read is seen, too. */
  void start() {
    watch.start();
  }

  /** Reads it again now if something changed, and tells what is wrong, again if need be. Any thread. */
  PolicyBook.Freshness refresh() {
    return read(book::refresh);
  }

  private void look() {
    read(book::look);
  }

  private PolicyBook.Freshness read(Supplier<PolicyBook.Freshness> how) {
    try {
      PolicyBook.Freshness freshness = how.get();
      if (freshness == PolicyBook.Freshness.KEPT) {
        journal.notice(Level.ERROR, "the policy in force stays, as there is something wrong in the new one: " + book.get().summary());
      } else if (freshness == PolicyBook.Freshness.REPLACED) {
        journal.notice(Level.INFO, "policy changed: " + book.get().summary());
        replaced.run();
      }
      return freshness;
    } catch (RuntimeException fault) {
      journal.notice(Level.ERROR, "the policy in force stays, the new one could not be read: " + fault);
      return PolicyBook.Freshness.KEPT;
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
