package io.hotprobe.builtins;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.InterfaceName;
import io.hotprobe.rules.QuotedWords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A .link file with its drop-ins: which interface it is about, how that is to be named, and which properties it gets. Source:
 * systemd.link(5).
 */
final class LinkFile {

  /** The first property of an interface that NamePolicy= finds gives the name. */
  private static final Map<String, String> POLICIES =
      Map.of(
          "database", "ID_NET_NAME_FROM_DATABASE", "onboard", "ID_NET_NAME_ONBOARD", "slot", "ID_NET_NAME_SLOT", "path",
          "ID_NET_NAME_PATH", "mac", "ID_NET_NAME_MAC");

  private final Path path;
  private final List<Path> dropIns;
  private final Consumer<Diagnostic> notices;
  private final LinkMatch match = new LinkMatch();
  private final LinkConditions conditions = new LinkConditions();
  private final Set<String> notApplied = new TreeSet<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Set<String> imported = new LinkedHashSet<>();
  private final Set<String> unset = new LinkedHashSet<>();
  private List<String> policies = List.of();
  private String name;

  private LinkFile(Path path, List<Path> dropIns, Consumer<Diagnostic> notices) {
    this.path = path;
    this.dropIns = dropIns;
    this.notices = notices;
  }

  /**
   * Reads it.
   *
   * @param notices is told what in it does not count
   * @return empty if it matches nothing at all
   * @throws IOException if it or a drop-in cannot be read; names file and line
   */
  static Optional<LinkFile> read(Path path, List<Path> dropIns, Consumer<Diagnostic> notices) throws IOException {
    LinkFile file = new LinkFile(path, List.copyOf(dropIns), notices);
    List<Path> all = new ArrayList<>(List.of(path));
    all.addAll(dropIns);
    for (Path each : all) {
      for (Setting setting : SettingFile.read(each)) {
        file.add(setting);
      }
    }
    if (file.match.isEmpty() && file.conditions.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(file);
  }

  private void add(Setting setting) {
    switch (setting.section()) {
      case "Match" -> addMatch(setting);
      case "Link" -> addLink(setting);
      default -> notApplied.add("[" + setting.section() + "]");
    }
  }

  private void addMatch(Setting setting) {
    if (!conditions.add(setting) && !match.add(setting)) {
      notices.accept(new Diagnostic(setting.at(), setting.key() + "=" + setting.value() + " is not understood in [Match]", "correct it"));
    } else if (LinkConditions.isBeyondUs(setting.key())) {
      notices.accept(new Diagnostic(setting.at(), setting.key() + "= cannot be judged here, the file is left out", "match by something else"));
    }
  }

  private void addLink(Setting setting) {
    switch (setting.key()) {
      case "NamePolicy" -> policies = QuotedWords.of(setting.value());
      case "Name" -> addName(setting);
      case "Property" -> addProperties(setting);
      case "ImportProperty" -> addTo(imported, setting);
      case "UnsetProperty" -> addTo(unset, setting);
      case "Description" -> {}
      default -> notApplied.add(setting.key() + "=");
    }
  }

  private void addName(Setting setting) {
    if (setting.isReset()) {
      name = null;
    } else if (InterfaceName.isValid(setting.value())) {
      name = setting.value();
    } else {
      notices.accept(new Diagnostic(setting.at(), "'" + setting.value() + "' cannot be an interface's name", "use at most 15 letters, digits, _ . -"));
    }
  }

  private void addProperties(Setting setting) {
    if (setting.isReset()) {
      properties.clear();
    }
    for (String word : QuotedWords.of(setting.value())) {
      String plain = word.replace("%%", "");
      int equals = word.indexOf('=');
      if (equals > 0 && plain.indexOf('%') < 0) {
        properties.put(word.substring(0, equals), word.substring(equals + 1).replace("%%", "%"));
      } else {
        notices.accept(new Diagnostic(setting.at(), "'" + word + "' is no property of the form KEY=VALUE without specifiers", "correct it"));
      }
    }
  }

  private static void addTo(Set<String> names, Setting setting) {
    if (setting.isReset()) {
      names.clear();
    }
    names.addAll(QuotedWords.of(setting.value()));
  }

  Path path() {
    return path;
  }

  List<Path> dropIns() {
    return dropIns;
  }

  /** Settings that ask for more than a name and properties. */
  Set<String> notApplied() {
    return notApplied;
  }

  /** What Property= sets. */
  Map<String, String> properties() {
    return properties;
  }

  /** What ImportProperty= takes over from the device's last event. */
  Set<String> imported() {
    return imported;
  }

  /** What UnsetProperty= takes away. */
  Set<String> unset() {
    return unset;
  }

  boolean matches(NetInterface device, Host host) {
    return conditions.hold(host) && match.holds(device);
  }

  /** The name that an interface is to have: one of a policy, the one given, or the one it has. */
  String name(NetInterface device, boolean policiesCount) {
    for (String policy : policiesCount ? policies : List.<String>of()) {
      if (keeps(policy, device.naming())) {
        return device.name();
      }
      String property = POLICIES.get(policy);
      String wanted = property == null ? null : device.property(property);
      if (wanted != null && InterfaceName.isValid(wanted)) {
        return wanted;
      }
    }
    return name == null ? device.name() : name;
  }

  private static boolean keeps(String policy, NetInterface.Naming naming) {
    return switch (policy) {
      case "kernel" -> naming == NetInterface.Naming.PREDICTABLE;
      case "keep" -> naming == NetInterface.Naming.USER || naming == NetInterface.Naming.RENAMED;
      default -> false;
    };
  }
}
