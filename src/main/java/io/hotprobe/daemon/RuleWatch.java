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
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
  /** What is watched, with its names. */
  private final Map<WatchKey, Set<Path>> watched = new HashMap<>();
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

  /**
   * Watches each directory and the one above it, or, of a directory that is not there, the nearest one above it that is. Called again
   * after every change: by then another directory may have the name.
   */
  private void watchDirectories() throws IOException {
    Map<WatchKey, Set<Path>> now = new HashMap<>();
    for (Path directory : directories) {
      Path there = directory;
      while (there != null && !Files.isDirectory(there)) {
        there = there.getParent();
      }
      if (there != null) {
        watch(there, now);
      }
      if (directory.equals(there) && there.getParent() != null) {
        watch(there.getParent(), now);
      }
    }
    watched.keySet().stream().filter(key -> !now.containsKey(key)).forEach(WatchKey::cancel);
    watched.clear();
    watched.putAll(now);
  }

  /** The kernel has one watch for each directory, whatever its names: all are to be of the same kinds. */
  private void watch(Path there, Map<WatchKey, Set<Path>> now) throws IOException {
    WatchKey key =
        there.register(
            watches,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_DELETE,
            StandardWatchEventKinds.ENTRY_MODIFY);
    now.computeIfAbsent(key, unseen -> new HashSet<>()).add(there);
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
    while (!concerns(watches.take())) {
      // What else happens beside rule directories.
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    WatchKey more = watches.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
    while (more != null && System.nanoTime() - end < 0) {
      concerns(more);
      more = watches.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (more != null) {
      concerns(more);
    }
    try {
      watchDirectories();
    } catch (IOException refused) {
      journal.notice(Level.WARNING, "a rule directory cannot be watched: " + refused.getMessage());
    }
  }

  /** Whether what happened may have changed rules, or where they are: in a rule directory, or to one above it. */
  private boolean concerns(WatchKey key) {
    boolean concerns = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      for (Path there : watched.getOrDefault(key, Set.of())) {
        concerns |= directories.contains(there)
            || !(event.context() instanceof Path name)
            || directories.stream().anyMatch(directory -> directory.startsWith(there.resolve(name)));
      }
    }
    return !key.reset() || concerns;
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
