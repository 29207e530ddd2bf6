package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import io.hotprobe.rules.RuleBook;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Has rules read again when something changes in their directories, on a thread of its own that sleeps until then. Where the kernel
 * gives no more watches, it looks every few seconds instead.
 */
final class RuleWatch implements AutoCloseable {

  /** What is written in several steps is read once: when nothing more has changed for so long. */
  static final long REST_MILLIS = 100;

  /** Changes without an end are read after so long all the same, and this often it looks where it has no watch. */
  static final long PATIENCE_MILLIS = 3_000;

  private final RuleBook book;
  private final List<Path> directories;
  private final Journal journal;
  private final Thread thread;
  private final Set<Path> watched = new HashSet<>();
  private WatchService watches;
  private volatile boolean closed;

  /** @param directories those of the rules, whether or not they exist */
  RuleWatch(RuleBook book, List<Path> directories, Journal journal) {
    this.book = book;
    this.directories = List.copyOf(directories);
    this.journal = journal;
    thread = new Thread(this::watch, "hotprobe-rules");
    thread.setDaemon(true);
  }

  void start() {
    try {
      watches = FileSystems.getDefault().newWatchService();
      watchDirectories();
    } catch (IOException refused) {
      journal.notice(Level.WARNING, "rule directories are looked at every " + PATIENCE_MILLIS + " ms: " + refused.getMessage()
          + "; raise fs.inotify.max_user_instances or max_user_watches");
      closeWatches();
      watches = null;
    }
    thread.start();
  }

  /** Of a directory that is not there, the nearest one above it that is. */
  private void watchDirectories() throws IOException {
    for (Path directory : directories) {
      Path there = directory;
      while (there != null && !Files.isDirectory(there)) {
        there = there.getParent();
      }
      if (there != null && watched.add(there)) {
        there.register(
            watches,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_DELETE,
            StandardWatchEventKinds.ENTRY_MODIFY);
      }
    }
  }

  private void watch() {
    try {
      while (!closed) {
        awaitChange();
        refresh();
      }
    } catch (InterruptedException | ClosedWatchServiceException stop) {
      closed = true;
    }
  }

  private void awaitChange() throws InterruptedException {
    if (watches == null) {
      TimeUnit.MILLISECONDS.sleep(PATIENCE_MILLIS);
      return;
    }
    take(watches.take());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    WatchKey more = watches.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
    while (more != null && System.nanoTime() - end < 0) {
      take(more);
      more = watches.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (more != null) {
      take(more);
    }
    try {
      watchDirectories();
    } catch (IOException refused) {
      journal.notice(Level.WARNING, "a rule directory cannot be watched: " + refused.getMessage());
    }
  }

  /** A directory that was removed has to be watched anew when it is back. */
  private void take(WatchKey key) {
    key.pollEvents();
    if (!key.reset()) {
      watched.remove((Path) key.watchable());
    }
  }

  /** Reads them again now if something changed. Any thread. */
  void refresh() {
    try {
      if (book.refresh()) {
        journal.notice(Level.INFO, "rules changed: " + book.program().lines() + " lines are in force");
      }
    } catch (IOException unreadable) {
      journal.notice(Level.ERROR, "the rules in force stay: " + unreadable.getMessage());
    } catch (RuntimeException fault) {
      journal.notice(Level.ERROR, "the rules in force stay, those there are could not be read: " + fault);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    closeWatches();
  }

  private void closeWatches() {
    if (watches == null) {
      return;
    }
    try {
      watches.close();
    } catch (IOException leftBehind) {
      journal.notice(Level.DEBUG, "closing the watches of rule directories: " + leftBehind.getMessage());
    }
  }
}
