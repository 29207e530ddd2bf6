package io.hotprobe.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file that says to {@code udevadm settle} and libudev that events are pending: it is there as long as they are. Safe for any
 * thread; nothing is done on disk unless the state changes.
 */
public final class QueueFile {

  private final Path file;
  private boolean there;

  /** What a process before this one left is taken away at the first {@link #empty}. */
  public QueueFile(Path run) {
    this.file = run.resolve("queue");
    this.there = Files.exists(file);
  }

  /** An event has come. */
  public synchronized void pending() throws IOException {
    if (!there) {
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[0]);
      there = true;
    }
  }

  /** None is left. */
  public synchronized void empty() throws IOException {
    if (there) {
      Files.deleteIfExists(file);
      there = false;
    }
  }
}
