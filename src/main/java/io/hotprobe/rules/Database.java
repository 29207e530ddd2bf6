package io.hotprobe.rules;

/** What was kept about devices. Safe for any thread. */
public interface Database {

  /** Nothing is kept. */
  Database EMPTY = id -> DeviceRecord.NONE;

  /**
   * What is kept under an id.
   *
   * @param id as {@link io.hotprobe.sysfs.DeviceId} gives it
   * @return {@link DeviceRecord#NONE} when there is nothing
   */
  DeviceRecord read(String id);
}
