package io.hotprobe.cli;

import io.hotprobe.builtins.Blkid;
import io.hotprobe.builtins.BuiltinSet;
import io.hotprobe.builtins.Hwdb;
import io.hotprobe.builtins.InputAxes;
import io.hotprobe.builtins.NamingScheme;
import io.hotprobe.builtins.NetDevices;
import io.hotprobe.builtins.NetDriver;
import io.hotprobe.builtins.NetSetupLink;
import io.hotprobe.linux.EventAxes;
import io.hotprobe.linux.LibBlkid;
import io.hotprobe.linux.LinuxLoopDevices;
import io.hotprobe.linux.LinuxNetDevices;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The builtins that work for a machine: for the one that runs, those that ask its kernel about devices, too. */
final class MachineBuiltins {

  private final Path root;
  private final Host host;
  private final Database database;

  MachineBuiltins(Path root, Host host, Database database) {
    this.root = root;
    this.host = host;
    this.database = database;
  }

  /** Those that only read files. */
  Builtins recorded(Consumer<Diagnostic> diagnostics, Consumer<String> notices) {
    return new Builtins(builtins(NetDevices.NOT_HERE, InputAxes.NONE, diagnostics), notices);
  }

  /** Those of the running machine. */
  Builtins live(Consumer<Diagnostic> diagnostics, Consumer<String> notices) {
    Map<String, Builtin> builtins = builtins(new LinuxNetDevices(), new EventAxes(), diagnostics);
    LibBlkid.find().ifPresent(probe -> builtins.put("blkid", new Blkid(host.dev(), probe, new LinuxLoopDevices())));
    return new Builtins(builtins, notices);
  }

  private Map<String, Builtin> builtins(NetDevices interfaces, InputAxes axes, Consumer<Diagnostic> diagnostics) {
    NamingScheme scheme = NamingScheme.chosen(NamingScheme.LATEST, host.commandLine(), System.getenv("NET_NAMING_SCHEME"));
    Map<String, Builtin> builtins = new LinkedHashMap<>(BuiltinSet.of(Hwdb.below(root, diagnostics), scheme, axes));
    builtins.put("net_driver", new NetDriver(interfaces));
    builtins.put("net_setup_link", new NetSetupLink(NetSetupLink.directories(root), interfaces, host, database, diagnostics));
    return builtins;
  }
}
