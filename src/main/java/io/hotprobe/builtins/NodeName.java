package io.hotprobe.builtins;

/** What a device says its node is called, as in {@code sda} or {@code /dev/input/event3}. */
final class NodeName {

  private static final String NODES = "/dev/";

  private NodeName() {}

  /** Whether it names something outside of the directory of nodes. */
  static boolean leadsOut(String name) {
    String relative = name.startsWith(NODES) ? name.substring(NODES.length()) : name;
    return relative.startsWith("/") || ("/" + relative + "/").contains("/../");
  }
}
