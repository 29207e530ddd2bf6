package io.hotprobe.cli;

import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.Modules.Force;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.Modules.State;
import io.hotprobe.module.UnloadOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe rmmod}: takes modules out, each by itself. */
@Command(
    name = "rmmod",
    description = "Takes modules out. Unlike modprobe -r it leaves their dependencies in and runs no commands.",
    versionProvider = Version.class,
    footer = {"", "Exit codes: 0 all are gone, 1 anything else."})
final class RmmodCommand extends KmodTool {

  @Option(
      names = {"-f", "--force"},
      description = "Even if it is in use; needs a kernel with forced unloading, and may crash the machine.")
  private boolean force;

  @Mixin private World world = new World();

  @Mixin private Kernel kernel = new Kernel();

  @Parameters(paramLabel = "NAME|FILE", description = "A module, or a file of it.")
  private List<String> arguments = List.of();

  /** What a dry run would have taken out so far. */
  private final Set<ModuleName> planned = new HashSet<>();

  RmmodCommand() {
    super("rmmod");
  }

  @Option(names = {"-s", "--syslog"}, description = "Write messages to the system log.")
  void syslog(boolean on) {
    log.toSyslog();
  }

  @Option(names = {"-v", "--verbose"}, description = "More messages; given twice, tell what was taken out.")
  void verbose(boolean on) {
    log.verbose(1);
  }

  @Override
  public Integer call() throws IOException {
    if (arguments.isEmpty()) {
      return misused("no module was named");
    }
    Modules modules = kernel.ports(world).modules();
    boolean good = true;
    for (String argument : arguments) {
      good &= remove(argument, modules);
    }
    return good ? DONE : FAILED;
  }

  private boolean remove(String argument, Modules modules) throws IOException {
    Optional<ModuleName> name = name(argument);
    if (name.isEmpty()) {
      log.error("'" + argument + "' is neither a module's name nor a file of one");
      return false;
    }
    Optional<String> objection = force ? Optional.empty() : objection(name.get(), modules);
    if (objection.isPresent()) {
      log.error("Module " + name.get() + " " + objection.get());
      return false;
    }
    return told(modules.unload(name.get(), force ? Force.FORCED : Force.NONE));
  }

  /** What the argument names: up to its first dot, of a file that exists its base name. */
  private static Optional<ModuleName> name(String argument) {
    String text = argument.substring(isFile(argument) ? argument.lastIndexOf('/') + 1 : 0);
    int dot = text.indexOf('.');
    String name = dot < 0 ? text : text.substring(0, dot);
    return ModuleName.isName(name) ? Optional.of(new ModuleName(name)) : Optional.empty();
  }

  private static boolean isFile(String argument) {
    try {
      return Files.exists(Path.of(argument));
    } catch (InvalidPathException unspeakable) {
      return false;
    }
  }

  /** Why the module should not be taken out; empty when the kernel may be asked. */
  private Optional<String> objection(ModuleName name, Modules modules) throws IOException {
    if (isBuiltin(name)) {
      return Optional.of("is builtin.");
    }
    State state = modules.state(name);
    if (state == State.ABSENT || planned.contains(name)) {
      return Optional.of("is not currently loaded");
    }
    Optional<LiveModule> live = modules.list().stream().filter(module -> module.name().equals(name)).findFirst();
    if (live.isEmpty() && state == State.COMING) {
      return Optional.of("is builtin, or is being loaded right now");
    }
    return live.flatMap(this::objection);
  }

  private Optional<String> objection(LiveModule live) {
    List<ModuleName> holders = live.holders().stream().filter(holder -> !planned.contains(holder)).toList();
    if (!holders.isEmpty()) {
      return Optional.of("is in use by: " + ModuleName.joined(holders));
    }
    if (live.refcount().isEmpty()) {
      return Optional.of("cannot go: this kernel was built without module unloading");
    }
    int uses = live.refcount().getAsInt() - live.holders().size();
    if (uses > 0) {
      return Optional.of("is in use, by a process, a device or a mount; its use count is " + uses);
    }
    return live.permanent() ? Optional.of("is permanent: it has no exit function and stays until the machine goes down") : Optional.empty();
  }

  private boolean isBuiltin(ModuleName name) throws IOException {
    return world.treeAnyway(log::tell).isBuiltin(name);
  }

  private boolean told(UnloadOutcome outcome) {
    if (outcome instanceof UnloadOutcome.Planned plan) {
      planned.add(plan.module());
      out.print(plan.action() + "\n");
    } else if (outcome.gone() && !(outcome instanceof UnloadOutcome.NotLive)) {
      log.info(outcome.text());
    } else {
      log.error(outcome.text());
      return false;
    }
    return true;
  }
}
