package io.hotprobe.nodes;

import java.io.IOException;
import java.nio.file.Path;

/** Port to notices that a device node was closed by who had it open for writing. Safe for any thread. */
public interface CloseNotices {

  /** In place of the handles of watches when notices were lost: any may have been among them. */
  int LOST = -1;

  /** There are none. */
  CloseNotices NONE =
      new CloseNotices() {
        @Override
        public int watch(Path node) {
          return 0;
        }

        @Override
        public void forget(int handle) {}
      };

  /**
   * Begins to watch a node.
   *
   * @return a handle that is never given again
   */
  int watch(Path node) throws IOException;

  /** Ends a watch. One that has ended already is fine. */
  void forget(int handle);
}
