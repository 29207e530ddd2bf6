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
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who takes the modules: the running kernel, nobody, or a kernel in memory. */
final class Kernel {

  @Option(names = {"-n", "--dry-run"}, description = "Load nothing and run nothing; tell what would be done.")
  private boolean dryRun;

  @Option(
      names = "--simulate",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "SCRIPT",
      description = "Load into a kernel in memory; SCRIPT says which modules fail or take long (see the manual).")
  private String simulate;

  /** The module port and the command port that the options ask for. */
  record Ports(Modules modules, Commands commands) {}

  Ports ports(World world) throws IOException {
    if (dryRun && simulate != null) {
      throw new UsageException("--dry-run and --simulate exclude each other; choose one");
    }
    if (simulate != null) {
      Optional<Path> file = World.script(simulate);
      Script script = file.isPresent() ? Script.read(file.get(), Diagnostics::tell) : Script.empty();
      return new Ports(
          new SimulatedModules(world.tree(Diagnostics::tell), script), new SimulatedCommands(script));
    }
    Modules real = new LinuxModules(world.sysfs().resolve("module"), Path.of("/proc/modules"));
    if (dryRun) {
      DryRun dry = new DryRun(real);
      return new Ports(dry, dry);
    }
    return new Ports(real, new ShellCommands());
  }
}
