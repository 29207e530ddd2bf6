package io.hotprobe.rules;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a database keeps about a device between its events. Everything is in the order in which it was set.
 *
 * @param links without {@code /dev/}
 * @param initializedMicros when the device was first handled, by the monotonic clock; 0 when it never was
 * @param properties those that rules set
 * @param tags all that it ever had
 * @param currentTags those of its last event
 * @param persistent whether it is to outlive the switch of the root file system
 */
public record DeviceRecord(
    List<String> links,
    int linkPriority,
    long initializedMicros,
    Map<String, String> properties,
    Set<String> tags,
    Set<String> currentTags,
    boolean persistent) {

  /** Of a device that nothing is known about. */
  public static final DeviceRecord NONE = new DeviceRecord(List.of(), 0, 0, Map.of(), Set.of(), Set.of(), false);
}
