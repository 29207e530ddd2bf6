package io.hotprobe.cli;

import io.hotprobe.daemon.BootRecord;
import io.hotprobe.daemon.Daemon;
import io.hotprobe.daemon.LoadedJournal;
import io.hotprobe.daemon.Shadow;
import io.hotprobe.journal.History;
import io.hotprobe.journal.Journal;
import io.hotprobe.journal.LogJournal;
import io.hotprobe.journal.LogWriter;
import io.hotprobe.linux.SystemIdentity;
import io.hotprobe.linux.Signals;
import io.hotprobe.linux.UeventGroup;
import io.hotprobe.linux.UeventSocket;
import io.hotprobe.load.Autoclean;
import io.hotprobe.load.LoadedModules;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.Rules;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.nio.file.Files;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hotprobe daemon}: the hotplug service. */
@Command(
    name = "daemon",
    description = {
      "Listens for uevents, replays what is plugged in already, and loads the modules that devices need.",
      "Stays in the foreground and logs to standard error; SIGTERM or SIGINT stop it after what it has begun is done,",
      "SIGHUP has it read rules, configuration and module tables again."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Options may stand in /etc/hotprobe/daemon.conf, a line \"NAME = VALUE\" each; those of the command line count more.",
      "",
      "Exit codes: 1 it could not start or its socket broke, 2 the command line is wrong, 143 stopped by SIGTERM."
    })
final class DaemonCommand implements Callable<Integer> {

  @Mixin private World world = new World();

  @Mixin private Kernel kernel = new Kernel();

  @Mixin private DaemonRules daemonRules = new DaemonRules();

  @Mixin private DaemonControl control = new DaemonControl();

  @Mixin private LeftOut leftOut = new LeftOut();

  @Mixin private PolicyOptions policy = new PolicyOptions();

  @Option(
      names = "--receive-buffer",
      paramLabel = "BYTES",
      description = "Room for uevents that wait in the kernel (default: 134217728, 128 MiB).")
  private int receiveBuffer = UeventSocket.RECEIVE_BUFFER;

  @Option(
      names = "--autoclean",
      paramLabel = "EVERY",
      converter = IntervalConverter.class,
      description = {
        "Remove modules that hotprobe loaded and that two looks in a row found idle, a look every so often: 90s, 30m, 24h, 7d"
            + " (default: never, as no other loader does)."
      })
  private Duration autocleanEvery;

  @Option(names = {"-v", "--verbose"}, description = "Also log added devices whose modalias no module claims; monitor shows all events.")
  private boolean verbose;

  private DaemonSettings settings = new DaemonSettings(Optional.empty(), List.of(), List.of());

  /** The arguments with what stands in the file of settings before them. */
  String[] withSettings(String[] given) {
    List<String> arguments = List.of(given);
    World of = new World();
    CommandLine root = new CommandLine(of).setUnmatchedArgumentsAllowed(true);
    try {
      root.parseArgs(given);
    } catch (CommandLine.ParameterException wrong) {
      return given;
    }
    settings = DaemonSettings.of(of.root(), of.policyTrust(), arguments);
    return Stream.of(arguments.subList(0, 1), settings.arguments(), arguments.subList(1, arguments.size()))
        .flatMap(List::stream).toArray(String[]::new);
  }

  private void tellSettings(Journal journal) {
    settings.problems().forEach(problem -> journal.notice(Level.ERROR, "setting: " + problem));
    if (!settings.arguments().isEmpty()) {
      journal.notice(Level.INFO, "settings of " + settings.file().orElseThrow() + ": " + String.join(" ", settings.arguments()));
    }
  }

  /** @throws UsageException if a value makes no sense by itself */
  void check() {
    if (receiveBuffer <= 0) {
      throw new UsageException("--receive-buffer takes a number of bytes greater than 0, not " + receiveBuffer);
    }
    leftOut.named();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    boolean loads = !kernel.isDryRun() && !daemonRules.isShadow();
    if (autocleanEvery != null && !loads) {
      throw new UsageException("--autoclean removes modules; with --dry-run or --shadow leave it out, and see hotprobe autoclean --dry-run");
    }
    Optional<LoadedModules> record = !loads ? Optional.empty() : kernel.loaded(world);
    if (autocleanEvery != null && record.isEmpty()) {
      throw new UsageException(AutocleanCommand.NO_RECORD);
    }
    try (LogWriter log = new LogWriter(System.err)) {
      Journal journal = new LogJournal(log, LogJournal.isStandardErrorJournal(), verbose ? Level.DEBUG : Level.INFO);
      tellSettings(journal);
      try (DaemonControl.Place place = control.open(world, onlyTells() || kernel.runsNothing(), journal)) {
        return serve(place, record, journal, log);
      }
    }
  }

  /** What is kept beside the socket belongs to who has its place. */
  private int serve(DaemonControl.Place place, Optional<LoadedModules> record, Journal journal, LogWriter log)
      throws IOException, InterruptedException {
    if (record.isEmpty()) {
      return serve(journal, record, place, log::close);
    }
    try (History history = new History(journal, world.run());
        LoadedJournal recorded = new LoadedJournal(history, record.get())) {
      return serve(recorded, record, place, () -> close(recorded, history, log));
    }
  }

  private static void close(LoadedJournal recorded, History history, LogWriter log) {
    recorded.close();
    history.close();
    log.close();
  }

  /**
   * Listens first: what happens while the tables are read waits in the socket.
   *
   * @param last to be done when the process is told to end and the daemon has stopped
   */
  private int serve(Journal journal, Optional<LoadedModules> record, DaemonControl.Place place, Runnable last)
      throws IOException, InterruptedException {
    // All is about to be read anyway, and by default the signal would end the process.
    Signals.on("HUP", () -> {});
    if (daemonRules.isShadow()) {
      daemonRules.requireUdevd(world);
    }
    if (kernel.runsNothing() || !world.isRunningSystem()) {
      world.runNothing();
    }
    if (!kernel.isSimulated()) {
      world.followRootOnly();
      DaemonRights.tell(daemonRules.managesNodes(), !onlyTells() && !kernel.runsNothing(), journal);
    }
    FutureTask<Resolver> tables =
        new FutureTask<>(() -> tables(diagnostic -> journal.notice(Level.WARNING, diagnostic.toString())));
    new Thread(tables, "hotprobe-tables").start();
    if (!Files.isDirectory(world.sysfs())) {
      journal.notice(Level.WARNING, world.sysfs() + ": no such directory, so what is plugged in already is not seen; --sysfs names its place");
    }
    ServiceManager manager = ServiceManager.of(System.getenv(), journal);
    Unfinished unfinished = record.isEmpty() || onlyTells() ? Unfinished.none(world, journal) : Unfinished.open(world, journal);
    try (UeventSocket socket = listen(manager, journal)) {
      Resolver resolver = read(tables);
      Rules rules = daemonRules.open(world, kernel.runsNothing(), journal);
      Simulation.Ports ports = onlyTells() ? kernel.dryPorts(world) : kernel.ports(world);
      policy.govern(resolver, world, ports.modules(), diagnostic -> journal.notice(Level.ERROR, "policy: " + diagnostic));
      Pipeline.Ports around = new Pipeline.Ports(unfinished.before(socket), world.sysfs(), ports.modules(), ports.commands());
      Daemon daemon = daemonRules.isShadow() ? shadow(around, resolver, rules, journal) : new Daemon(around, resolver, rules, journal);
      unfinished.keepFor(daemon, world.isRunningSystem() && !kernel.runsNothing());
      record.ifPresent(loads -> daemon.remember(bootRecord(journal)));
      manager.supervision().ifPresent(daemon::supervise);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(daemon, last), "hotprobe-stop"));
      if (autocleanEvery != null) {
        daemon.autoclean(new Autoclean(ports.modules(), ports.commands(), resolver, record.orElseThrow()), autocleanEvery);
      }
      daemon.leaveOut(leftOut.named(), leftOut.derived());
      if (!onlyTells() && !kernel.runsNothing()) {
        daemonRules.rival(world).ifPresent(told -> journal.notice(Level.INFO, told));
      }
      daemon.place(daemonRules.place(onlyTells() || kernel.runsNothing()));
      daemonRules.standIn().ifPresent(standIn -> standIn.serve(daemon));
      place.serve(daemon);
      boolean ended = daemon.run();
      daemonRules.standIn().ifPresent(StandIn::close);
      return ended ? 0 : 1;
    }
  }

  private BootRecord bootRecord(Journal journal) {
    return new BootRecord(world.run(), SystemIdentity.boot(), world.sysfs(), problem -> journal.notice(Level.WARNING, problem));
  }

  /** Beside udevd, and for a machine that is there as files only. */
  private boolean onlyTells() {
    return daemonRules.isShadow() || !world.isRunningSystem() && !kernel.runsNothing();
  }

  private Daemon shadow(Pipeline.Ports around, Resolver resolver, Rules rules, Journal journal) throws IOException {
    Shadow shadow = new Shadow(journal, around.modules(), daemonRules.udevDatabase(world, journal));
    Daemon daemon = new Daemon(around, resolver, rules, shadow);
    daemon.shadow(shadow, UeventSocket.open(UeventGroup.UDEV, receiveBuffer));
    return daemon;
  }

  /**
   * Of the running kernel the service takes what there is: its modules may be gone since it was upgraded, and come back. Nodes and links
   * are managed without modules, too.
   */
  private Resolver tables(Consumer<Diagnostic> diagnostics) throws IOException {
    if (world.namesModules() && !daemonRules.managesNodes()) {
      return world.resolver(diagnostics);
    }
    world.missingTree().ifPresent(diagnostics);
    return world.resolverAnyway(diagnostics);
  }

  private void end(Daemon daemon, Runnable last) {
    daemon.stop();
    daemonRules.standIn().ifPresent(StandIn::close);
    last.run();
  }

  /** The kernel books twice what it grants. */
  private UeventSocket listen(ServiceManager manager, Journal journal) throws IOException {
    UeventSocket socket = manager.listen(receiveBuffer);
    if (socket.receiveBuffer() < 2L * receiveBuffer) {
      journal.notice(
          Level.WARNING,
          "the receive buffer is " + socket.receiveBuffer() / 2 + " bytes instead of " + receiveBuffer
              + ": uevents may be lost in a storm; run with CAP_NET_ADMIN or raise net.core.rmem_max");
    }
    return socket;
  }

  private static Resolver read(FutureTask<Resolver> tables) throws IOException, InterruptedException {
    try {
      return tables.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }
}
