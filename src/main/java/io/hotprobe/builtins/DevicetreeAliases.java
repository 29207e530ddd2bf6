package io.hotprobe.builtins;

import io.hotprobe.builtins.NamingScheme.Rule;
import io.hotprobe.rules.CNumber;
import io.hotprobe.sysfs.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The name of an interface that the devicetree has an alias for, {@code ethernet1 = /soc/ethernet@fd580000}. */
final class DevicetreeAliases {

  private static final String TREE = "firmware/devicetree/base";
  private static final String ALIAS = "ethernet";
  private static final int MOST_ALIASES = 4096;

  private final Device device;
  private final NetAttributes attributes;
  private final NetNames names;

  DevicetreeAliases(Device device, NetAttributes attributes, NetNames names) {
    this.device = device;
    this.attributes = attributes;
    this.names = names;
  }

  void add() {
    String node = names.scheme().has(Rule.DEVICETREE) && names.prefix().equals("en") ? node() : null;
    if (node == null) {
      return;
    }
    Device aliases = device.sysfs().device("/" + TREE + "/aliases");
    for (String alias : names(aliases.directory())) {
      String place = attributes.text(aliases, alias);
      if (place != null && node.equals(place.replaceAll("/+", "/"))) {
        add(aliases, alias.substring(ALIAS.length()));
        return;
      }
    }
  }

  /** Without a number it is the first, unless there is another one that says so too. */
  private void add(Device aliases, String written) {
    OptionalLong number = written.isEmpty() ? OptionalLong.of(0) : CNumber.unsigned(written);
    if (number.isEmpty()) {
      return;
    }
    String other = written.isEmpty() ? ALIAS + "0" : ALIAS;
    if (number.getAsLong() != 0 || attributes.text(aliases, other) == null) {
      names.add(NetNames.ONBOARD, "d" + number.getAsLong());
    }
  }

  /** The interface's own place in the devicetree, or that of the device above; null when there is none. */
  private String node() {
    String own = names.scheme().has(Rule.DEVICETREE_PORT) ? node(device) : null;
    return own != null || device.parent() == null ? own : node(device.parent());
  }

  private static String node(Device device) {
    try {
      Path tree = device.sysfs().root().resolve(TREE).toRealPath();
      Path node = device.directory().resolve("of_node").toRealPath();
      return node.startsWith(tree) && !node.equals(tree) ? "/" + tree.relativize(node) : null;
    } catch (IOException absent) {
      return null;
    }
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      Stream<String> aliases = files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(ALIAS));
      return aliases.limit(MOST_ALIASES).sorted().toList();
    } catch (IOException absent) {
      return List.of();
    }
  }
}
