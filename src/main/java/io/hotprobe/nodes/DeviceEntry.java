package io.hotprobe.nodes;

import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.Ruling;
import io.hotprobe.sysfs.DeviceId;
import io.hotprobe.sysfs.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** What an event makes of a device's entry in the database, and of the properties that programs and listeners get. */
final class DeviceEntry {

  /** Where problems of an event itself are: in what the kernel sent. */
  private static final Path MESSAGE = Path.of("uevent");

  private static final String REMEDY = "the kernel sends none like it; correct who sent it";

  /** Most bytes that the properties of an entry may have together. */
  static final int MOST_PROPERTY_BYTES = 256 << 10;

  /** What stands around a property in its line. */
  private static final int LINE_BYTES = "E:=\n".length();

  private DeviceEntry() {}

  /** The device's id by what the kernel sent; empty when it has none that can be a file name, which is told. */
  static String id(Map<String, String> kernel, Problems problems) {
    String devpath = kernel.getOrDefault("DEVPATH", "");
    String id = DeviceId.of(devpath, kernel::get);
    if (id == null || !FileNames.isName(id)) {
      problems.add(MESSAGE, "the event of '" + devpath + "' names no device that could be kept in the database", REMEDY);
      return "";
    }
    return id;
  }

  /** The device's node by what the kernel sent; null when it has none, or none that makes sense, which is told. */
  static DeviceNode node(String id, Map<String, String> kernel, Path dev, Problems problems) {
    try {
      return DeviceNode.of(id, kernel, dev);
    } catch (IOException senseless) {
      problems.add(MESSAGE, senseless.getMessage(), REMEDY);
      return null;
    }
  }

  /** The properties that the database is to keep. */
  static Map<String, String> kept(Map<String, String> properties, Set<String> assigned, Problems problems) {
    Map<String, String> kept = new LinkedHashMap<>();
    List<String> refused = new ArrayList<>();
    int left = MOST_PROPERTY_BYTES;
    for (String key : assigned) {
      String value = properties.getOrDefault(key, "");
      int bytes = key.length() + value.length() + LINE_BYTES;
      if (RecordText.isKept(key, value) && bytes > left) {
        refused.add(key);
      } else if (RecordText.isKept(key, value)) {
        kept.put(key, value);
        left -= bytes;
      } else if (!value.isEmpty() && !key.startsWith(".")) {
        problems.add(MESSAGE, "the property " + key + " has a line end and cannot be kept in the database", "correct the rule");
      }
    }
    if (!refused.isEmpty()) {
      problems.add(
          MESSAGE,
          "the properties are longer than " + MOST_PROPERTY_BYTES + " bytes together: " + refused.size() + " of them (" + refused.get(0)
              + "...) cannot be kept in the database",
          "have the rules set fewer");
    }
    return kept;
  }

  /** The entry after an event. */
  static DeviceRecord record(Ruling ruling, long initializedMicros, Map<String, String> kept) {
    return new DeviceRecord(
        ruling.links(), ruling.linkPriority(), initializedMicros, kept, ruling.tags(), ruling.currentTags(), ruling.persistent());
  }

  /** Adds what no rule sets but programs and listeners are told. */
  static void complete(Map<String, String> properties, Collection<String> links, DeviceRecord record) {
    properties.computeIfPresent("DEVNAME", (key, name) -> name.startsWith("/") ? name : DeviceNode.DEV + name);
    StringJoiner paths = new StringJoiner(" ");
    links.forEach(link -> paths.add(DeviceNode.DEV + link));
    put(properties, "UDEV_DATABASE_VERSION", "1");
    put(properties, "USEC_INITIALIZED", record.initializedMicros() == 0 ? "" : Long.toString(record.initializedMicros()));
    put(properties, "DEVLINKS", paths.toString());
    put(properties, "TAGS", tags(record.tags()));
    put(properties, "CURRENT_TAGS", tags(record.currentTags()));
  }

  private static String tags(Set<String> tags) {
    return tags.isEmpty() ? "" : ":" + String.join(":", tags) + ":";
  }

  private static void put(Map<String, String> properties, String key, String value) {
    if (value.isEmpty()) {
      properties.remove(key);
    } else {
      properties.put(key, value);
    }
  }
}
