package io.hotprobe.cli;

import io.hotprobe.builtins.Blkid;
import io.hotprobe.builtins.BuiltinSet;
import io.hotprobe.builtins.Hwdb;
import io.hotprobe.builtins.InputAxes;
import io.hotprobe.builtins.NamingScheme;
import io.hotprobe.builtins.NetDevices;
import io.hotprobe.builtins.NetDriver;
import io.hotprobe.builtins.NetSetupLink;
import io.hotprobe.linux.LibBlkid;
import io.hotprobe.linux.LinuxLoopDevices;
import io.hotprobe.linux.LinuxNetDevices;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Puts together the builtins for a machine. None of them changes anything. */
final class RuleBuiltins {

  private final Path root;
  private final Host host;
  private final Database database;
  private final Consumer<Diagnostic> damage;

  /** @param damage is told of what is wrong in the files that builtins read */
  RuleBuiltins(Path root, Host host, Database database, Consumer<Diagnostic> damage) {
    this.root = root;
    this.host = host;
    this.database = database;
    this.damage = damage;
  }

  /**
   * For the devices of this machine: nodes and interfaces are asked as well.
   *
   * @param notices is told of builtins that are wanted and do not work
   */
  Builtins live(Consumer<String> notices) {
    Map<String, Builtin> builtins = files(new LinuxNetDevices());
    LibBlkid.find().ifPresent(probe -> builtins.put("blkid", new Blkid(host.dev(), probe, new LinuxLoopDevices())));
    return new Builtins(builtins, notices);
  }

  /** For devices of another machine, or of a recorded sysfs: only files are read. */
  Builtins recorded(Consumer<String> notices) {
    return new Builtins(files(NetDevices.NOT_HERE), notices);
  }

  private Map<String, Builtin> files(NetDevices interfaces) {
    NamingScheme scheme = NamingScheme.chosen(NamingScheme.LATEST, host.commandLine(), System.getenv("NET_NAMING_SCHEME"));
    Map<String, Builtin> builtins = new HashMap<>(BuiltinSet.of(Hwdb.below(root, damage), scheme, InputAxes.NONE));
    builtins.put("net_driver", new NetDriver(interfaces));
    builtins.put("net_setup_link", new NetSetupLink(NetSetupLink.directories(root), interfaces, host, database, damage));
    return builtins;
  }
}
