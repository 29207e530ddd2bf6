package io.hotprobe.cli;

import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who takes the modules: the running kernel, nobody, or a kernel in memory. */
final class Kernel {

  @Option(names = {"-n", "--dry-run"}, description = "Load nothing and run nothing; tell what would be done.")
  private boolean dryRun;

  @Mixin private Simulation simulation = new Simulation();

  /** Whether nothing is run on this machine. */
  boolean runsNothing() {
    return dryRun || simulation.isOn();
  }

  /** The module port and the command port that the options ask for. */
  Simulation.Ports ports(World world) throws IOException {
    return dryRun ? simulation.dryPorts(world) : simulation.ports(world);
  }
}
