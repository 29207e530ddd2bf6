package io.hotprobe.builtins;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.SourceLine;
import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import io.hotprobe.sysfs.DeviceId;
import io.hotprobe.uevent.Action;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * {@code net_setup_link}: the first .link file that is about a network interface, and the name it asks for. Nothing but the name and
 * properties is applied; what else a file asks for is told once. No file is a success without properties. Once it was added, an interface
 * keeps the name it has; an empty value takes a property away. Source: ID_NET_LINK_FILE, ID_NET_LINK_FILE_DROPINS and ID_NET_NAME as
 * udev 257 sets them, and ID_NET_DRIVER, where nobody has set it, as 252 does.
 *
 * <p>Reads the files at each call: interfaces are few.
 */
public final class NetSetupLink implements Builtin {

  /** Most messages that are remembered as told. */
  private static final int MOST_TOLD = 1000;

  private static final List<String> KEPT = List.of("ID_NET_LINK_FILE", "ID_NET_LINK_FILE_DROPINS");
  private static final String NAME = "ID_NET_NAME";
  private static final Set<String> OFF = Set.of("net.ifnames=0", "net.ifnames=no", "net.ifnames=false", "net.ifnames=off");

  private final LinkFiles files;
  private final NetDevices devices;
  private final Host host;
  private final Database database;
  private final Consumer<Diagnostic> notices;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param directories of .link files, the first go before the others
   * @param database of earlier events: on change the interface keeps its file
   * @param notices is told once of what is wrong in a file or not applied
   */
  public NetSetupLink(List<Path> directories, NetDevices devices, Host host, Database database, Consumer<Diagnostic> notices) {
    this.files = new LinkFiles(directories, this::tellOnce);
    this.devices = devices;
    this.host = host;
    this.database = database;
    this.notices = notices;
  }

  /** systemd's directories of .link files below a root. */
  public static List<Path> directories(Path root) {
    return List.of(
        root.resolve("etc/systemd/network"), root.resolve("run/systemd/network"), root.resolve("usr/local/lib/systemd/network"),
        root.resolve("usr/lib/systemd/network"));
  }

  private void tellOnce(Diagnostic diagnostic) {
    if (told.size() < MOST_TOLD && told.add(diagnostic.toString())) {
      notices.accept(diagnostic);
    }
  }

  @Override
  public Optional<Map<String, String>> run(Call call) {
    Action action = call.action();
    if (action != Action.ADD && action != Action.BIND && action != Action.MOVE) {
      Map<String, String> kept = kept(call, KEPT);
      kept.put(NAME, call.device().name());
      return Optional.of(kept);
    }
    NetInterface device = new NetInterface(call, devices);
    Map<String, String> properties = new LinkedHashMap<>();
    if (device.property("ID_NET_DRIVER") == null && device.driver() != null) {
      properties.put("ID_NET_DRIVER", device.driver());
    }
    if (!device.isLoopback()) {
      files.read().stream().filter(file -> file.matches(device, host)).findFirst().ifPresent(file -> apply(file, device, properties));
    }
    return Optional.of(properties);
  }

  private Map<String, String> kept(Call call, Iterable<String> names) {
    String id = DeviceId.of(call.device().devpath(), call.property());
    Map<String, String> known = id == null ? Map.of() : database.read(id).properties();
    Map<String, String> kept = new LinkedHashMap<>();
    for (String name : names) {
      if (known.containsKey(name)) {
        kept.put(name, known.get(name));
      }
    }
    return kept;
  }

  private void apply(LinkFile file, NetInterface device, Map<String, String> properties) {
    properties.putAll(kept(device.call(), file.imported()));
    properties.putAll(file.properties());
    file.unset().forEach(name -> properties.put(name, ""));
    properties.put("ID_NET_LINK_FILE", file.path().toString());
    properties.put("ID_NET_LINK_FILE_DROPINS", file.dropIns().stream().map(Path::toString).collect(Collectors.joining(":")));
    properties.put(NAME, name(file, device));
    if (!file.notApplied().isEmpty()) {
      tellOnce(
          new Diagnostic(
              new SourceLine(file.path(), 0), "not applied: " + String.join(" ", file.notApplied()),
              "have a program of a rule do it (ip link, ethtool)"));
    }
  }

  private String name(LinkFile file, NetInterface device) {
    if (device.call().action() != Action.ADD) {
      return device.name();
    }
    boolean policiesCount = Arrays.stream(host.commandLine().split("\\s+")).noneMatch(OFF::contains);
    return file.name(device, policiesCount);
  }
}
