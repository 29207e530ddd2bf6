package io.hotprobe.cli;

import io.hotprobe.rules.Database;
import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.Glob;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.DeviceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/**
 * Which devices are meant, by udevadm's options: one of those of a kind must hold (of attributes: one for each), of every kind that is
 * given. Patterns are those of fnmatch(3).
 */
final class DeviceFilter {

  private static final String KEY_VALUE = "KEY=VALUE";

  @Option(names = {"-s", "--subsystem-match"}, paramLabel = "SUBSYSTEM", description = "Of a subsystem that matches.")
  private List<String> subsystems = new ArrayList<>();

  @Option(names = {"-S", "--subsystem-nomatch"}, paramLabel = "SUBSYSTEM", description = "Not of one that matches.")
  private List<String> otherSubsystems = new ArrayList<>();

  @Option(names = {"-a", "--attr-match"}, paramLabel = "FILE[=VALUE]", description = "With such an attribute in sysfs.")
  private List<String> attributes = new ArrayList<>();

  @Option(names = {"-A", "--attr-nomatch"}, paramLabel = "FILE[=VALUE]", description = "Without such an attribute.")
  private List<String> otherAttributes = new ArrayList<>();

  @Option(names = {"-p", "--property-match"}, paramLabel = KEY_VALUE, description = "With such a property, of the kernel or of rules.")
  private List<String> properties = new ArrayList<>();

  @Option(names = {"-g", "--tag-match"}, paramLabel = "TAG", description = "With such a tag in the database.")
  private List<String> tags = new ArrayList<>();

  @Option(names = {"-y", "--sysname-match"}, paramLabel = "NAME", description = "Whose name in sysfs matches, as sda*.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--initialized-match", description = "That have been handled before: they have an entry in the database.")
  private boolean initialized;

  @Option(names = "--initialized-nomatch", description = "That have not.")
  private boolean uninitialized;

  /** Makes sure that the options make sense. */
  void check() {
    properties.forEach(each -> require(each.indexOf('=') > 0, "--property-match takes " + KEY_VALUE + ", not '" + each + "'"));
    attributes.forEach(DeviceFilter::checkAttribute);
    otherAttributes.forEach(DeviceFilter::checkAttribute);
    require(!(initialized && uninitialized), "--initialized-match and --initialized-nomatch leave no device: leave one of them out");
  }

  private static void checkAttribute(String each) {
    String file = key(each);
    require(!file.isEmpty() && !file.startsWith("/") && !("/" + file + "/").contains("/../"),
        "--attr-match and --attr-nomatch take the name of a file in the device's directory, not '" + each + "'");
  }

  private static void require(boolean good, String wrong) {
    if (!good) {
      throw new UsageException(wrong);
    }
  }

  /** @param database what rules said about devices */
  Predicate<Device> over(Database database) {
    return device ->
        (subsystems.isEmpty() || any(subsystems, subsystem(device))) && !any(otherSubsystems, subsystem(device))
            && (names.isEmpty() || any(names, device.name()))
            && hasAttributes(device)
            && otherAttributes.stream().noneMatch(each -> hasAttribute(device, each))
            && fits(device, database);
  }

  private static String subsystem(Device device) {
    return device.subsystem() == null ? "" : device.subsystem();
  }

  private static boolean any(List<String> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> Glob.of(ByteText.of(pattern), false).matches(text));
  }

  private boolean hasAttributes(Device device) {
    Map<String, Boolean> held = new LinkedHashMap<>();
    attributes.forEach(each -> held.merge(key(each), hasAttribute(device, each), Boolean::logicalOr));
    return !held.containsValue(false);
  }

  private static boolean hasAttribute(Device device, String wanted) {
    int equals = wanted.indexOf('=');
    String value = device.attribute(key(wanted));
    return value != null && (equals < 0 || any(List.of(wanted.substring(equals + 1)), value));
  }

  private static String key(String wanted) {
    int equals = wanted.indexOf('=');
    return equals < 0 ? wanted : wanted.substring(0, equals);
  }

  /** The database is asked only where that matters. */
  private boolean fits(Device device, Database database) {
    if (properties.isEmpty() && tags.isEmpty() && !initialized && !uninitialized) {
      return true;
    }
    String id = DeviceId.of(device);
    DeviceRecord record = id == null ? DeviceRecord.NONE : database.read(id);
    boolean known = record.initializedMicros() > 0;
    return (!initialized || known) && (!uninitialized || !known)
        && (tags.isEmpty() || record.tags().stream().anyMatch(tag -> any(tags, tag)))
        && (properties.isEmpty() || hasProperty(all(device, record)));
  }

  private static Map<String, String> all(Device device, DeviceRecord record) {
    Map<String, String> all = new LinkedHashMap<>(device.properties());
    all.computeIfPresent("DEVNAME", (key, name) -> name.startsWith("/") ? name : "/dev/" + name);
    all.put("DEVPATH", device.devpath());
    all.put("SUBSYSTEM", subsystem(device));
    all.putAll(record.properties());
    return all;
  }

  private boolean hasProperty(Map<String, String> all) {
    for (String wanted : properties) {
      Glob key = Glob.of(ByteText.of(key(wanted)), false);
      Glob value = Glob.of(ByteText.of(wanted.substring(wanted.indexOf('=') + 1)), false);
      if (all.entrySet().stream().anyMatch(each -> key.matches(each.getKey()) && value.matches(each.getValue()))) {
        return true;
      }
    }
    return false;
  }
}
