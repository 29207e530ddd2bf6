package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Tells at once when something happens in the directories of the module tree and the configuration, and every {@link #PATIENCE_MILLIS} in
 * any case: nothing tells of a file system that is mounted over a directory, nor of what happens on a server. A thread of its own, which
 * sleeps in between.
 */
final class TreeWatch implements AutoCloseable {

  /** What happens in one go is told once. */
  static final long REST_MILLIS = 50;

  /** Longest time between two looks, in milliseconds. */
  static final long PATIENCE_MILLIS = 10_000;

  private static final WatchEvent.Kind<?>[] CHANGES = {
    StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
  };
  private static final WatchEvent.Kind<?>[] COMING = {StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE};

  private final List<Path> directories;
  private final Runnable changed;
  private final Journal journal;
  private final Thread thread;
  private final Set<WatchKey> keys = new HashSet<>();
  private WatchService watches;
  private volatile boolean closed;

  /**
   * @param directories whether or not they exist
   * @param changed must not block
   */
  TreeWatch(List<Path> directories, Runnable changed, Journal journal) {
    this.directories = List.copyOf(directories);
    this.changed = changed;
    this.journal = journal;
    thread = new Thread(this::watch, "hotprobe-tree");
    thread.setDaemon(true);
  }

  /** What has changed before is not told until the first look after {@link #PATIENCE_MILLIS}. */
  void start() {
    try {
      watches = FileSystems.getDefault().newWatchService();
      register();
    } catch (IOException refused) {
      journal.notice(Level.WARNING, "module tree and configuration are looked at every " + PATIENCE_MILLIS + " ms only: " + refused.getMessage()
          + "; raise fs.inotify.max_user_instances or max_user_watches");
    }
    thread.start();
  }

  /** Each directory, and where it is missing the nearest one above it. */
  private void register() throws IOException {
    Set<WatchKey> now = new HashSet<>();
    for (Path directory : directories) {
      add(directory, CHANGES, now);
      Path above = directory.getParent();
      while (above != null && !Files.isDirectory(above)) {
        above = above.getParent();
      }
      if (above != null && (!Files.isDirectory(directory) || above.equals(directories.get(0).getParent()))) {
        add(above, COMING, now);
      }
    }
    keys.removeAll(now);
    keys.forEach(WatchKey::cancel);
    keys.clear();
    keys.addAll(now);
  }

  private void add(Path directory, WatchEvent.Kind<?>[] kinds, Set<WatchKey> now) throws IOException {
    try {
      boolean fuller = kinds == COMING && directories.contains(directory);
      now.add(directory.register(watches, fuller ? CHANGES : kinds));
    } catch (FileSystemException notThere) {
      // It is watched for from above.
    }
  }

  private void watch() {
    try {
      while (!closed) {
        await();
        changed.run();
      }
    } catch (InterruptedException | ClosedWatchServiceException stop) {
      closed = true;
    }
  }

  private void await() throws InterruptedException {
    if (watches == null) {
      TimeUnit.MILLISECONDS.sleep(PATIENCE_MILLIS);
      return;
    }
    WatchKey key = watches.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    for (int more = 0; key != null && more < directories.size() * 2; more++) {
      key.pollEvents();
      key.reset();
      key = watches.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (key != null) {
      key.reset();
    }
    try {
      register();
    } catch (IOException refused) {
      journal.notice(Level.WARNING, "a directory of modules or their configuration cannot be watched, it is looked at every "
          + PATIENCE_MILLIS + " ms: " + refused.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (watches != null) {
      try {
        watches.close();
      } catch (IOException leftBehind) {
        journal.notice(Level.DEBUG, "closing the watches of the module tree: " + leftBehind.getMessage());
      }
    }
  }
}
