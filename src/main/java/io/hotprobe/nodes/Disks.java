package io.hotprobe.nodes;

import java.nio.file.Path;

/** Port to disks. Safe for any thread. */
@FunctionalInterface
public interface Disks {

  /**
   * Has the kernel read a disk's partition table again. May take as long as the disk takes to answer.
   *
   * @return whether it was read; not while the disk is in use, locked or has no partitions by its nature
   */
  boolean rereadPartitions(Path node);
}
