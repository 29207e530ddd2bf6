package io.hotprobe.builtins;

import java.nio.file.Path;
import java.util.Optional;

/** Port to what is behind loop devices. Implemented by {@code linux}. Safe for any thread. */
public interface LoopDevices {

  /** What is behind it; empty when nothing is or it cannot be asked. */
  Optional<Backing> backing(Path node);

  /**
   * A file that a loop device shows.
   *
   * @param device that the file is on, {@code MAJOR:MINOR}
   * @param inode unsigned
   * @param name as whoever set it up gave it, one char a byte; empty when it was too long to be kept whole
   */
  record Backing(String device, long inode, String name) {}
}
