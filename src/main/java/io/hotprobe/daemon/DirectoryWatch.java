package io.hotprobe.daemon;

import io.hotprobe.journal.Journal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
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
 * Tells when something changes in some directories, on a thread of its own that sleeps until then, and every {@link #LOOK_MILLIS} in any
 * case: nothing tells of a file system that is mounted over a directory. Where the kernel gives no more watches, it tells every few
 * seconds instead.
 */
final class DirectoryWatch implements AutoCloseable {

  /** What is written in several steps is read once: when nothing more has changed for so long. */
  static final long REST_MILLIS = 100;

  /** Changes without an end are read after so long all the same, and this often it looks where it has no watch. */
  static final long PATIENCE_MILLIS = 3_000;

  /** Longest time between two looks, in milliseconds. */
  static final long LOOK_MILLIS = 10_000;

  private static final WatchEvent.Kind<?>[] COMING_AND_GOING = {
    StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE
  };
  private static final WatchEvent.Kind<?>[] CHANGES = {
    StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
  };

  private final Subject subject;
  private final List<Path> directories;
  private final Journal journal;
  private final Thread thread;
  private Map<WatchKey, Set<Path>> watched = Map.of();
  private WatchService watches;
  private volatile boolean closed;

  /**
   * Whose files are watched.
   *
   * @param name of the files and of the thread, as in "rule" and "rules"
   * @param changed looks what is new, often nothing; is run by the thread, and once by who starts it
   */
  record Subject(String name, String plural, Runnable changed) {}

  /** @param directories whether or not they exist */
  DirectoryWatch(Subject subject, List<Path> directories, Journal journal) {
    this.subject = subject;
    this.directories = List.copyOf(directories);
    this.journal = journal;
    thread = new Thread(this::watch, "hotprobe-" + subject.plural());
    thread.setDaemon(true);
  }

  /** What has changed since the files were read is seen, too. */
  void start() {
    try {
      watches = FileSystems.getDefault().newWatchService();
      watchDirectories();
    } catch (IOException refused) {
      journal.notice(Level.WARNING, subject.name() + " directories are looked at every " + PATIENCE_MILLIS + " ms: " + refused.getMessage()
          + "; raise fs.inotify.max_user_instances or max_user_watches");
      closeWatches();
      watches = null;
    }
    subject.changed().run();
    thread.start();
  }

  /** Each directory, and those above it: the way to it may be made, or lead to another, at any time. */
  private void watchDirectories() throws IOException {
    Map<WatchKey, Set<Path>> now = new HashMap<>();
    for (Path directory : directories) {
      watchWayTo(directory, now);
    }
    for (Path directory : directories) {
      register(directory, CHANGES, now);
    }
    watched.keySet().stream().filter(key -> !now.containsKey(key)).forEach(WatchKey::cancel);
    watched = now;
  }

  /** From the top, so that nothing is missed that happens meanwhile. */
  private void watchWayTo(Path path, Map<WatchKey, Set<Path>> now) throws IOException {
    Path above = path.getParent();
    if (above != null) {
      watchWayTo(above, now);
      register(above, COMING_AND_GOING, now).add(path.getFileName());
    }
  }

  /** The names of which a change there counts, to be added to; a directory of such files itself has none, and all count. */
  private Set<Path> register(Path directory, WatchEvent.Kind<?>[] kinds, Map<WatchKey, Set<Path>> now) throws IOException {
    try {
      WatchKey key = directory.register(watches, kinds);
      if (kinds == CHANGES) {
        now.put(key, Set.of());
      }
      return now.computeIfAbsent(key, unseen -> new HashSet<>());
    } catch (FileSystemException notThere) {
      return new HashSet<>();
    }
  }

  private void watch() {
    try {
      while (!closed) {
        awaitChange();
        subject.changed().run();
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
    awaitOne();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    WatchKey more = watches.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
    while (more != null && System.nanoTime() - end < 0) {
      counts(more);
      more = watches.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (more != null) {
      counts(more);
    }
    try {
      watchDirectories();
    } catch (IOException refused) {
      journal.notice(Level.WARNING, "a " + subject.name() + " directory cannot be watched: " + refused.getMessage());
    }
  }

  /** Until something that counts has happened, or it is time to look. */
  private void awaitOne() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
    WatchKey key = watches.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    while (key != null && !counts(key)) {
      key = watches.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /** Whether what happened may have to do with the files; that a directory is gone does. */
  private boolean counts(WatchKey key) {
    Set<Path> names = watched.getOrDefault(key, Set.of());
    List<WatchEvent<?>> events = key.pollEvents();
    boolean valid = key.reset();
    return !valid || names.isEmpty()
        || events.stream().anyMatch(event -> event.kind() == StandardWatchEventKinds.OVERFLOW || names.contains(event.context()));
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
      journal.notice(Level.DEBUG, "closing the watches of " + subject.name() + " directories: " + leftBehind.getMessage());
    }
  }
}
