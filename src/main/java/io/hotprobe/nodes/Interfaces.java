package io.hotprobe.nodes;

import java.io.IOException;

/** Port to network interfaces. Safe for any thread. */
public interface Interfaces {

  /**
   * Gives an interface another name.
   *
   * @param index its number, which stays
   * @throws IOException naming the call and the errno: EEXIST when the name is taken, EBUSY when the interface is up (older
   * kernels)
   */
  void rename(int index, String name) throws IOException;
}
