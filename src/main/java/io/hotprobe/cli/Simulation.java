package io.hotprobe.cli;

import io.hotprobe.linux.LinuxModules;
import io.hotprobe.linux.ShellCommands;
import io.hotprobe.load.DryRun;
import io.hotprobe.load.LoadedModules;
import io.hotprobe.load.OtherMachine;
import io.hotprobe.module.Commands;
import io.hotprobe.module.Modules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SimulatedModules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which kernel takes the modules: the running one, or one in memory. */
final class Simulation {

  @Option(names = "--simulate", order = World.ORDER, description = "Load into a kernel in memory.")
  private boolean simulate;

  @Option(
      names = "--script",
      order = World.ORDER,
      paramLabel = "FILE",
      description = "Which modules fail or take long in the kernel in memory (see the manual); implies --simulate.")
  private Path script;

  /** The module port and the command port that the options ask for. */
  record Ports(Modules modules, Commands commands) {}

  /** Whether it is a kernel in memory that takes them. */
  boolean isOn() {
    return simulate || script != null;
  }

  /** The record of what is loaded; none for a kernel in memory beside the running system, whose record tells of another kernel. */
  Optional<LoadedModules> loaded(World world) {
    boolean foreign = isOn() && world.isRunningSystem();
    return foreign ? Optional.empty() : Optional.of(new LoadedModules(world.run(), world.sysfs()));
  }

  /** A kernel that is told what to do. */
  Ports ports(World world) throws IOException {
    return ports(world, new ShellCommands());
  }

  /** The same; commands are run by {@code shell} unless the kernel is one in memory. */
  Ports ports(World world, Commands shell) throws IOException {
    if (isOn()) {
      Script told = script == null ? Script.empty() : Script.read(script);
      return new Ports(new SimulatedModules(world.treeAnyway(Diagnostics::tell), told), new SimulatedCommands(told));
    }
    Modules kernel = new LinuxModules(world.sysfs().resolve("module"), world.procModules());
    return new Ports(world.isRunningSystem() ? kernel : new OtherMachine(kernel), shell);
  }

  /** A kernel that is only asked what it holds. */
  Ports dryPorts(World world) throws IOException {
    DryRun dry = new DryRun(ports(world).modules());
    return new Ports(dry, dry);
  }
}
