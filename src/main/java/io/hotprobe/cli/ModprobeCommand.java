package io.hotprobe.cli;

import io.hotprobe.config.ConfigDump;
import io.hotprobe.linux.ShellCommands;
import io.hotprobe.load.LoadedModules;
import io.hotprobe.load.Unloader;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.Modules.Check;
import io.hotprobe.module.Modules.Force;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.RemovalRequest;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code modprobe}, as kmod has it. */
@Command(
    name = "modprobe",
    description = "Loads modules with what they need, or removes them.",
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = {
      "modprobe [OPTION...] NAME [PARAMETER...]",
      "       modprobe [OPTION...] -a NAME...",
      "       modprobe [OPTION...] -r NAME...",
      "       modprobe [OPTION...] -R NAME",
      "       modprobe [OPTION...] -D NAME [PARAMETER...]",
      "       modprobe [OPTION...] --show-modversions FILE",
      "       modprobe [OPTION...] --show-exports FILE",
      "       modprobe [OPTION...] -c"
    },
    footer = {"", "Exit codes: 0 done, 1 something failed or was not found."})
final class ModprobeCommand extends KmodTool {

  private static final Set<Check> ALL_CHECKS = EnumSet.allOf(Check.class);

  private final OptionsVariable variable;
  private final boolean calledByKernel;
  private final List<Path> config = new ArrayList<>();
  private final EnumSet<Check> ignored = EnumSet.noneOf(Check.class);

  @Option(names = {"-a", "--all"}, description = "Every argument is a module; one that fails does not keep back the others.")
  private boolean all;

  @Option(names = {"-r", "--remove"}, description = "Remove modules, and what only they needed.")
  private boolean remove;

  @Option(names = {"--remove-holders", "--remove-dependencies"}, description = "Remove the modules that use them too; implies -r.")
  private boolean removeHolders;

  @Option(names = {"-w", "--wait"}, paramLabel = "MSEC", description = "With -r: wait that long for a module that is in use.")
  private String patience;

  @Option(names = "--first-time", description = "Fail if a module is live already, or with -r if it is not.")
  private boolean firstTime;

  @Option(
      names = {"-i", "--ignore-install", "--ignore-remove"},
      description = "Without the commands, hooks and softdeps of the module itself.")
  private boolean bare;

  @Option(names = {"-b", "--use-blacklist"}, description = "Leave out a blacklisted module also when its own name is given.")
  private boolean blacklist;

  @Option(names = {"-D", "--show-depends"}, order = 20, description = "Show what would be done if nothing were loaded.")
  private boolean showDepends;

  @Option(names = {"-n", "--dry-run", "--show"}, order = 21, description = "Show what would be done now; do nothing.")
  private boolean dryRun;

  @Option(names = {"-R", "--resolve-alias", "--show-alias"}, order = 22, description = "Show which modules answer to a name.")
  private boolean resolveAlias;

  @Option(names = {"-c", "--showconfig", "--show-config"}, order = 23, description = "Show the configuration and the aliases of the modules.")
  private boolean showConfig;

  @Option(names = {"--show-modversions", "--dump-modversions"}, order = 24, description = "Show the symbols a module was built against.")
  private boolean showModversions;

  @Option(names = "--show-exports", order = 25, description = "Show the symbols a module exports.")
  private boolean showExports;

  @Mixin private World world = new World();

  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Mixin private Simulation simulation = new Simulation();

  @Parameters(paramLabel = "NAME|FILE|PARAMETER", description = "Name or alias of a module, or its file; then parameters for it.")
  private List<String> arguments = List.of();

  ModprobeCommand(Map<String, String> environment) {
    super("modprobe");
    variable = new OptionsVariable(environment);
    calledByKernel = KernelCall.is(environment);
  }

  @Option(names = {"-f", "--force"}, order = 10, description = "Both of the next two; with -r: take out a module even if the kernel would keep it.")
  void force(boolean on) {
    ignored.addAll(ALL_CHECKS);
  }

  @Option(names = "--force-modversion", order = 11, description = "Load a module whose symbols have other versions than the kernel's.")
  void forceModversion(boolean on) {
    ignored.add(Check.MODVERSIONS);
  }

  @Option(names = "--force-vermagic", order = 12, description = "Load a module that was built for another kernel.")
  void forceVermagic(boolean on) {
    ignored.add(Check.VERMAGIC);
  }

  @Option(
      names = {"-C", "--config"},
      order = 30,
      paramLabel = "PATH",
      description = "Read this file or directory instead of modprobe.d, also a modules.conf. Repeatable.")
  void config(Path place) {
    config.add(place);
    variable.add("-C", place.toString());
  }

  @Option(names = {"-d", "--dirname"}, order = 31, paramLabel = "DIR", description = "The modules are below DIR/lib/modules.")
  void dirname(Path directory) {
    world.dirname(directory);
  }

  @Option(names = {"-S", "--set-version"}, order = 32, paramLabel = "RELEASE", description = "The kernel release instead of the running one.")
  void version(String release) {
    world.version(release);
  }

  @Option(names = {"-s", "--syslog"}, order = 42, description = "Messages to the system log.")
  void syslog(boolean on) {
    log.toSyslog();
    variable.add("-s");
  }

  @Option(names = {"-q", "--quiet"}, order = 40, description = "No messages.")
  void quiet(boolean on) {
    log.quiet();
    variable.add("-q");
  }

  @Option(names = {"-v", "--verbose"}, order = 41, description = "Show what is done; repeat it for more messages.")
  void verbose(boolean on) {
    log.verbose(1);
    variable.add("-v");
  }

  @Override
  String[] withDefaults(String[] given) {
    return variable.before(given);
  }

  @Override
  int misused(String problem) {
    return super.misused(problem.startsWith(OptionsVariable.NAME) ? problem : problem + variable.note());
  }

  @Override
  public Integer call() throws IOException {
    Duration wait = patience();
    if (!config.isEmpty()) {
      world.config(config);
    }
    if (dryRun || showDepends || resolveAlias || simulation.isOn()) {
      world.runNothing();
    }
    if (showConfig) {
      new ConfigDump(out).write(world.configuration(log::tell), world.moduleDirectory(), new Version().getVersion()[0], log::tell);
      return DONE;
    }
    if (arguments.isEmpty()) {
      log.error("missing parameters. See -h.");
      return FAILED;
    }
    if (policy.isOff()) {
      variable.add("--no-policy");
    }
    Simulation.Ports ports = ports();
    Resolver resolver = world.resolverAnyway(log::tell);
    policy.govern(resolver, world, ports.modules(), log::tell);
    ModprobeRun run = new ModprobeRun(resolver, ports, world.moduleDirectory(), log, out, this::record);
    if (showModversions || showExports) {
      return new SymbolTable(run, showModversions ? SymbolTable.Kind.MODVERSIONS : SymbolTable.Kind.EXPORTS).show(arguments.get(0));
    }
    return remove || removeHolders ? remove(run, wait) : insert(run);
  }

  private Simulation.Ports ports() throws IOException {
    return dryRun ? simulation.dryPorts(world) : simulation.ports(world, ShellCommands.inheriting(variable.environment()));
  }

  /** What the kernel asked for is hotprobe's to remove again; what a person asked for is not. */
  private void record(List<LoadOutcome> outcomes, String word) {
    Optional<LoadedModules> record = calledByKernel && !dryRun ? simulation.loaded(world) : Optional.empty();
    try {
      if (record.isPresent()) {
        record.get().add(outcomes, word);
      }
    } catch (IOException unwritable) {
      log.warning("not recorded, so autoclean will leave it: " + Main.message(unwritable));
    }
  }

  /** Nobody reads the standard error of what the kernel calls, and it asks for silence. */
  private void refused(String text) {
    if (calledByKernel) {
      log.audit(text);
    } else {
      log.error(text);
    }
  }

  private Duration patience() {
    if (patience != null && !remove && !removeHolders) {
      log.warning("-w makes a removal wait; without -r it is ignored");
    }
    try {
      return patience == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, Integer.decode(patience.strip())));
    } catch (NumberFormatException wrong) {
      throw new UsageException("unexpected wait value '" + patience + "': it is a number of milliseconds, at most " + Integer.MAX_VALUE);
    }
  }

  private int insert(ModprobeRun run) {
    ModuleInsertion insertion = new ModuleInsertion(run, insertionManners(), ignored, this::refused);
    String parameters = all ? "" : ModuleParameters.line(arguments.subList(1, arguments.size()));
    int status = DONE;
    for (String word : all ? arguments : arguments.subList(0, 1)) {
      NamedModules named = run.find(word);
      if (named.matches().isEmpty()) {
        status |= nothing(run, word);
      } else if (resolveAlias) {
        named.matches().stream().map(Match::module).forEach(module -> run.say(module.value()));
      } else {
        status |= insertion.insert(named, parameters);
      }
    }
    return status;
  }

  private Set<ModuleInsertion.Manner> insertionManners() {
    EnumSet<ModuleInsertion.Manner> manners = EnumSet.noneOf(ModuleInsertion.Manner.class);
    set(manners, ModuleInsertion.Manner.SHOW, showDepends);
    set(manners, ModuleInsertion.Manner.DRY_RUN, dryRun);
    set(manners, ModuleInsertion.Manner.TELL, tells());
    set(manners, ModuleInsertion.Manner.FIRST_TIME, firstTime);
    set(manners, ModuleInsertion.Manner.BLACKLIST, blacklist);
    set(manners, ModuleInsertion.Manner.BARE, bare);
    return manners;
  }

  private boolean tells() {
    return dryRun || log.writes(ToolLog.Level.NOTICE);
  }

  private static <E extends Enum<E>> void set(EnumSet<E> manners, E manner, boolean on) {
    if (on) {
      manners.add(manner);
    }
  }

  /** The exit code for a word that no module answers to; no failure when the configuration says that none shall. */
  private int nothing(ModprobeRun run, String word) {
    if (run.isEmptyAlias(word)) {
      return DONE;
    }
    if (all) {
      log.warning(run.notFound(word));
    } else {
      log.fatal(run.notFound(word));
    }
    return FAILED;
  }

  private int remove(ModprobeRun run, Duration wait) throws IOException {
    Force force = ignored.isEmpty() ? Force.NONE : Force.FORCED;
    EnumSet<ModuleRemoval.Manner> manners = EnumSet.noneOf(ModuleRemoval.Manner.class);
    set(manners, ModuleRemoval.Manner.TELL, tells());
    set(manners, ModuleRemoval.Manner.FIRST_TIME, firstTime);
    set(manners, ModuleRemoval.Manner.GO_ON, all);
    EnumSet<RemovalRequest.Manner> plans = EnumSet.noneOf(RemovalRequest.Manner.class);
    set(plans, RemovalRequest.Manner.BARE, bare);
    set(plans, RemovalRequest.Manner.WITH_HOLDERS, removeHolders);
    set(plans, RemovalRequest.Manner.LEAVING_SOFTDEPS, all);
    set(plans, RemovalRequest.Manner.IN_USE_TOO, patience != null);
    set(plans, RemovalRequest.Manner.PERMANENT_TOO, force == Force.FORCED);
    Unloader unloader = new Unloader(run.ports().modules(), run.ports().commands(), force, wait);
    return new ModuleRemoval(run, manners, plans, unloader).remove(arguments) ? DONE : FAILED;
  }
}
