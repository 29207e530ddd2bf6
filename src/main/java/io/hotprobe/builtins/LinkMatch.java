package io.hotprobe.builtins;

import io.hotprobe.rules.Pattern;
import io.hotprobe.rules.QuotedWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code [Match]} section of a .link file, as far as it is about interfaces. All of it has to hold. */
final class LinkMatch {

  private final Map<String, WordPatterns> patterns = new LinkedHashMap<>();
  private final HardwareAddresses addresses = new HardwareAddresses();
  private final HardwareAddresses permanentAddresses = new HardwareAddresses();
  private final List<PropertyMatch> properties = new ArrayList<>();

  /** A property by name, which cannot be a pattern, and its value. */
  private record PropertyMatch(String name, Pattern value, boolean excludes) {

    boolean holds(NetInterface device) {
      String is = device.property(name);
      return (is != null && value.matches(is)) != excludes;
    }
  }

  LinkMatch() {
    for (String key : List.of("OriginalName", "Path", "Driver", "Type", "Kind")) {
      patterns.put(key, new WordPatterns());
    }
  }

  /** Takes a setting in; false if it is none of these, or not understood. */
  boolean add(Setting setting) {
    switch (setting.key()) {
      case "OriginalName", "Path", "Driver", "Type", "Kind" -> patterns.get(setting.key()).add(setting);
      case "Property" -> addProperties(setting);
      case "MACAddress" -> {
        return addresses.add(setting);
      }
      case "PermanentMACAddress" -> {
        return permanentAddresses.add(setting);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void addProperties(Setting setting) {
    if (setting.isReset()) {
      properties.clear();
    }
    boolean excludes = setting.value().startsWith("!");
    for (String word : QuotedWords.of(setting.value().substring(excludes ? 1 : 0))) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      properties.add(new PropertyMatch(name, Pattern.of(equals < 0 ? "" : word.substring(equals + 1), false), excludes));
    }
  }

  /** Whether it says nothing. */
  boolean isEmpty() {
    return patterns.values().stream().allMatch(WordPatterns::isEmpty) && addresses.isEmpty() && permanentAddresses.isEmpty()
        && properties.isEmpty();
  }

  boolean holds(NetInterface device) {
    return patterns.get("OriginalName").matches(device.name())
        && addresses.matches(device.address())
        && patterns.get("Path").matches(device.property("ID_PATH"))
        && properties.stream().allMatch(each -> each.holds(device))
        && (patterns.get("Type").isEmpty() || patterns.get("Type").matches(device.type()))
        && (patterns.get("Driver").isEmpty() || patterns.get("Driver").matches(device.driver()))
        && (patterns.get("Kind").isEmpty() || patterns.get("Kind").matches(device.kind()))
        && (permanentAddresses.isEmpty() || permanentAddresses.matches(device.permanentAddress()));
  }
}
