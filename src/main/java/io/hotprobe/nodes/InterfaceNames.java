package io.hotprobe.nodes;

import io.hotprobe.rules.DeviceRecord;
import io.hotprobe.rules.InterfaceName;
import io.hotprobe.rules.Ruling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Renames network interfaces when they appear. The database has {@code ID_RENAMING=1} before the kernel is asked, since listeners
 * of rtnetlink hear of it at once, and until the kernel's {@code move} has been handled. Source: {@code src/udev/udev-event.c} of
 * systemd 257, {@code rename_netif}; {@code dev_valid_name} of the kernel.
 */
final class InterfaceNames {

  private static final String RENAMING = "ID_RENAMING";

  private final Interfaces interfaces;
  private final UdevDatabase database;

  InterfaceNames(Interfaces interfaces, UdevDatabase database) {
    this.interfaces = interfaces;
    this.database = database;
  }

  /**
   * Renames the interface of an event if the rules say so and it is an {@code add}.
   *
   * @param properties changed to those of the new name when it has that
   * @return the names of the properties that the database is to keep
   */
  Set<String> rename(String id, DeviceRecord old, Ruling ruling, Map<String, String> properties, Problems problems) {
    String present = ruling.kernel().get("INTERFACE");
    String name = ruling.name().orElse(present);
    if (present == null || name.equals(present) || !id.startsWith("n") || !"add".equals(ruling.kernel().get("ACTION"))) {
      return ruling.assigned();
    }
    Path at = Path.of("/sys/class/net").resolve(present);
    if (!InterfaceName.isValid(name)) {
      problems.add(at, "'" + name + "' cannot be the name of an interface",
          "correct NAME: 1 to 15 characters, none of them blank, '/', ':' or '%', not only digits");
      return ruling.assigned();
    }
    try {
      database.write(id, old, renaming(old));
      interfaces.rename(Integer.parseInt(id.substring(1)), name);
    } catch (IOException | NumberFormatException failed) {
      problems.add(at, "cannot be renamed to " + name + ": " + failed.getMessage(),
          "it keeps its name; take the other name away or bring the interface down, then trigger 'add'");
      problems.attempt(at, "database entry of " + id, () -> database.write(id, old));
      return ruling.assigned();
    }
    return renamed(present, name, ruling.assigned(), properties);
  }

  private static Set<String> renamed(String present, String name, Set<String> assigned, Map<String, String> properties) {
    properties.computeIfPresent("DEVPATH", (key, path) -> path.substring(0, path.lastIndexOf('/') + 1) + name);
    properties.put("INTERFACE_OLD", present);
    properties.put("INTERFACE", name);
    properties.put(RENAMING, "1");
    Set<String> kept = new LinkedHashSet<>(assigned);
    kept.add(RENAMING);
    return kept;
  }

  private static DeviceRecord renaming(DeviceRecord old) {
    Map<String, String> properties = new LinkedHashMap<>(old.properties());
    properties.put(RENAMING, "1");
    return new DeviceRecord(
        old.links(), old.linkPriority(), old.initializedMicros(), properties, old.tags(), old.currentTags(), old.persistent());
  }
}
