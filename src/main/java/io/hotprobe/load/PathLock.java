package io.hotprobe.load;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Exclusive use of what a lock file stands for, among the threads of this process and among processes (fcntl(2) record locks, which end
 * with the process that holds them). The file stays; it is empty. Closed by the thread that took it.
 */
final class PathLock {

  /** How often a lock that another process holds is tried, in milliseconds. */
  private static final long LOOK_MILLIS = 10;

  /** A process loses its record locks when it closes any descriptor of the file, so only one of its threads may open it. */
  private static final ConcurrentMap<Path, ReentrantLock> WITHIN = new ConcurrentHashMap<>();

  private final ReentrantLock within;
  private final FileChannel channel;

  private PathLock(ReentrantLock within, FileChannel channel) {
    this.within = within;
    this.channel = channel;
  }

  /**
   * Takes the lock of a file, which is made if it is missing.
   *
   * @param wait how long to wait for others at most
   * @throws IOException if the file cannot be opened, or others hold the lock all that time
   */
  static PathLock take(Path file, Duration wait) throws IOException {
    long end = System.nanoTime() + wait.toNanos();
    ReentrantLock within = WITHIN.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
    try {
      if (!within.tryLock(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw held(file, wait);
      }
      return takeFromOthers(file, wait, end, within);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(file + ": interrupted while waiting for the lock");
    }
  }

  private static PathLock takeFromOthers(Path file, Duration wait, long end, ReentrantLock within)
      throws IOException, InterruptedException {
    PathLock lock = opened(file, within);
    try {
      while (!lock.isTaken()) {
        if (end - System.nanoTime() <= 0) {
          throw held(file, wait);
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
      return lock;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  private static PathLock opened(Path file, ReentrantLock within) throws IOException {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new IOException(file + ": not a regular file; remove it");
      }
      return new PathLock(within, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    } catch (IOException | RuntimeException failed) {
      within.unlock();
      throw failed;
    }
  }

  private boolean isTaken() throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException elsewhereInThisProcess) {
      return false;
    }
  }

  private static IOException held(Path file, Duration wait) {
    String waited = wait.isZero() ? "" : " after " + wait.toMillis() + " ms";
    return new IOException(file + ": another hotprobe holds this lock" + waited + "; try again when it is done (fuser names it)");
  }

  /** Gives the lock back. The file is closed first, as long as no other thread of this process can have it open. */
  void close() throws IOException {
    try {
      channel.close();
    } finally {
      within.unlock();
    }
  }
}
