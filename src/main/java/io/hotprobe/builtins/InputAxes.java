package io.hotprobe.builtins;

import java.util.Optional;

/** Port to what only an input device's node tells. Safe for any thread. */
@FunctionalInterface
public interface InputAxes {

  /** Nodes cannot be asked: a recorded sysfs, or no right to. */
  InputAxes NONE = (node, axis) -> Optional.empty();

  /**
   * The range of an absolute axis.
   *
   * @param node path of the device node
   * @param axis its code, as 0 for X
   * @return empty when the node cannot be opened or asked
   */
  Optional<Range> range(String node, int axis);

  /**
   * What an axis gives.
   *
   * @param resolution units in a millimetre; 0 when it is not known
   */
  record Range(int minimum, int maximum, int resolution) {}
}
