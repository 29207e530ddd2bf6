package io.hotprobe.cli;

import io.hotprobe.load.LoadedModules;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who takes the modules: the running kernel, nobody, or a kernel in memory. */
final class Kernel {

  @Option(
      names = {"-n", "--dry-run"},
      order = World.ORDER,
      description = "Only tell what would be done: nothing is loaded, removed or run.")
  private boolean dryRun;

  @Mixin private Simulation simulation = new Simulation();

  /** Whether nothing is run on this machine. */
  boolean runsNothing() {
    return dryRun || simulation.isOn();
  }

  boolean isDryRun() {
    return dryRun;
  }

  boolean isSimulated() {
    return simulation.isOn();
  }

  /** The record of what is loaded; none for a kernel in memory beside the running system. */
  Optional<LoadedModules> loaded(World world) {
    return simulation.loaded(world);
  }

  /** A kernel that is only asked what it holds. */
  Simulation.Ports dryPorts(World world) throws IOException {
    return simulation.dryPorts(world);
  }

  /** The module port and the command port that the options ask for. */
  Simulation.Ports ports(World world) throws IOException {
    return dryRun ? dryPorts(world) : simulation.ports(world);
  }
}
