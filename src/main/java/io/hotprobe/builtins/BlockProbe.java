package io.hotprobe.builtins;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Port to the library that recognises what is on a block device. Implemented by {@code linux} with libblkid. Safe for any thread; a
 * call reads the device and blocks its thread.
 */
public interface BlockProbe {

  /**
   * Looks for a file system, a RAID or volume member, a partition table, and for the entry in its disk's table if it is a partition.
   *
   * @param node a device node, or a regular file that is an image
   * @return the values as libblkid names them ({@code TYPE}, {@code UUID}, {@code PART_ENTRY_NUMBER}...), in its order, one char a byte;
   *     nothing when nothing is recognised
   * @throws IOException if it cannot be opened or read, a hint is not understood, or what is there can be read in more than one way
   */
  Map<String, String> probe(Path node, Request request) throws IOException;

  /**
   * How to look.
   *
   * @param offset of what is looked for, in bytes
   * @param raid whether members of RAIDs are looked for
   * @param hints {@code NAME=VALUE} for single formats, as {@code session_offset=2048}
   */
  record Request(long offset, boolean raid, List<String> hints) {

    public Request {
      hints = List.copyOf(hints);
    }
  }
}
