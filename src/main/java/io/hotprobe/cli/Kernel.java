package io.hotprobe.cli;

import io.hotprobe.linux.LinuxModules;
import io.hotprobe.linux.ShellCommands;
import io.hotprobe.load.DryRun;
import io.hotprobe.module.Commands;
import io.hotprobe.module.Modules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SimulatedModules;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Who takes the modules: the running kernel, nobody, or a kernel in memory. */
final class Kernel {

  @Option(names = {"-n", "--dry-run"}, description = "Load nothing and run nothing; tell what would be done.")
  private boolean dryRun;

  @Option(names = "--simulate", description = "Load into a kernel in memory.")
  private boolean simulate;

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Which modules fail or take long in the kernel in memory (see the manual); implies --simulate.")
  private Path script;

  /** The module port and the command port that the options ask for. */
  record Ports(Modules modules, Commands commands) {}

  Ports ports(World world) throws IOException {
    boolean simulated = simulate || script != null;
    if (dryRun && simulated) {
      throw new UsageException("--dry-run and --simulate exclude each other; choose one");
    }
    if (simulated) {
      Script told = script == null ? Script.empty() : Script.read(script, Diagnostics::tell);
      return new Ports(new SimulatedModules(world.tree(Diagnostics::tell), told), new SimulatedCommands(told));
    }
    Modules real = new LinuxModules(world.sysfs().resolve("module"), world.procModules());
    if (dryRun) {
      DryRun dry = new DryRun(real);
      return new Ports(dry, dry);
    }
    return new Ports(real, new ShellCommands());
  }
}
