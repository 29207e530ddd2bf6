package io.hotprobe.pipeline;

/** Turns that wait for one another, directly or through others: the queue of a subtree. Belongs to {@link DeviceOrder}. */
final class Jam {

  /** Turns that may wait in one; of more, uevents are passed over and sysfs is read again when half of them are done. */
  static final int LIMIT = 4096;

  /** The device that the first of them waited for. */
  final String devpath;

  int waiting;
  boolean crowded;
  boolean missed;

  Jam(String devpath) {
    this.devpath = devpath;
  }
}
