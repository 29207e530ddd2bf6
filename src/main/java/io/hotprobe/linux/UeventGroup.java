package io.hotprobe.linux;

/** Who sends uevents: the multicast groups of {@code NETLINK_KOBJECT_UEVENT}. */
public enum UeventGroup {
  /** The kernel, as things happen. */
  KERNEL(1),
  /** udevd, or who stands in for it, when it has processed one: messages with libudev's header. */
  UDEV(2);

  private final int bit;

  UeventGroup(int bit) {
    this.bit = bit;
  }

  /** Its bit in {@code nl_groups}. */
  int bit() {
    return bit;
  }

  /** Whether a sender's address may be believed: only the kernel has port id 0. */
  boolean believes(int port, int groups) {
    return (groups & bit) != 0 && (this == KERNEL) == (port == 0);
  }
}
