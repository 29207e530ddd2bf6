package io.hotprobe.cli;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.Modules.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hotprobe lsmod}: the modules that the kernel holds. */
@Command(
    name = "lsmod",
    description = "Lists the modules that are live: size in bytes, how often each is in use, and by which modules.",
    versionProvider = Version.class,
    footer = {"", "Exit codes: 0 done, 1 anything else."})
final class LsmodCommand extends KmodTool {

  /** What stands for a number that there is none of: ENOENT, as kmod prints it. */
  private static final int NONE = -2;

  @Mixin private World world = new World();

  @Mixin private Simulation simulation = new Simulation();

  /** @param name under which it is called */
  LsmodCommand(String name) {
    super(name);
  }

  @Override
  public Integer call() throws IOException {
    List<LiveModule> modules = simulation.ports(world).modules().list();
    if (modules.isEmpty() && !simulation.isOn() && Files.notExists(world.procModules())) {
      log.error("cannot list modules: open " + world.procModules() + ": no such file; " + remedy(world.procModules()));
      return FAILED;
    }
    out.print("Module                  Size  Used by\n");
    modules.forEach(module -> out.print(line(module)));
    return DONE;
  }

  private static String remedy(Path procModules) {
    return Files.exists(procModules.resolveSibling("version"))
        ? "this kernel was built without loadable modules"
        : "mount proc (mount -t proc proc " + procModules.getParent() + "), or name the machine's root with --root";
  }

  private static String line(LiveModule module) {
    boolean gone = module.state() == State.ABSENT;
    String numbers = String.format(Locale.ROOT, " %8d  %d", gone ? NONE : module.size(), gone ? NONE : module.refcount().orElse(NONE));
    String holders = gone ? "" : module.holders().stream().map(ModuleName::value).collect(Collectors.joining(","));
    return String.format("%-19s", module.name()) + numbers + (holders.isEmpty() ? "" : " " + holders) + "\n";
  }
}
