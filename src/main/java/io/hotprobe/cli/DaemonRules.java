package io.hotprobe.cli;

import io.hotprobe.journal.Journal;
import io.hotprobe.linux.LinuxPrograms;
import io.hotprobe.linux.MonotonicClock;
import io.hotprobe.linux.UdevControl;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.nodes.Bystander;
import io.hotprobe.nodes.DeviceWork;
import io.hotprobe.nodes.NodeWork;
import io.hotprobe.nodes.RecordKeeping;
import io.hotprobe.nodes.UdevDatabase;
import io.hotprobe.pipeline.Rules;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.CurrentAccounts;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.DirectEffects;
import io.hotprobe.rules.Finding;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleDirectories;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** By which rules the daemon goes, and how much of udevd's work it does. */
final class DaemonRules {

  @Option(
      names = "--rules-dir",
      paramLabel = "DIR",
      description = "Read rules from here instead of the usual directories (see the manual). Can be repeated, the first is the strongest.")
  private List<Path> directories = List.of();

  @Option(
      names = "--manage-nodes",
      description =
          "Do all of udevd's work, by udev's rules and hotprobe's: device nodes, links, the database under /run/udev, names of network"
              + " interfaces, messages to those who listen. For a system without udevd.")
  private boolean manageNodes;

  @Option(
      names = "--shadow",
      description =
          "Run beside udevd, load and run nothing, go by udev's rules and hotprobe's, and tell where the outcome would not be udevd's.")
  private boolean shadow;

  @Option(
      names = "--event-timeout",
      paramLabel = "TIME",
      converter = ProgramTimeConverter.class,
      description = "How long the programs of one event may take together (default: 180s).")
  private Duration eventTimeout = Rules.LIMIT;

  /** udevd's file of rules that loads modules. */
  private static final String LOADING = "80-drivers.rules";

  private Optional<StandIn> standIn = Optional.empty();

  /** Who stands in for udevd, when {@link #open} was told to take its place. */
  Optional<StandIn> standIn() {
    return standIn;
  }

  /** Whether it takes udevd's place. */
  boolean managesNodes() {
    return manageNodes;
  }

  /** Whether it only looks on beside udevd. */
  boolean isShadow() {
    return shadow;
  }

  /**
   * Makes sure that there is somebody to look on at.
   *
   * @throws IOException there is nobody
   */
  void requireUdevd(World world) throws IOException {
    Path control = world.root().resolve("run/udev/control");
    if (!UdevControl.isServed(control)) {
      throw new IOException(control + ": no udevd answers there, and --shadow compares with what it does: start it, or leave --shadow out");
    }
  }

  /** What it is to udevd, as in "it listens beside udevd". */
  String place(boolean onlyTells) {
    if (shadow) {
      return "as udevd's shadow";
    }
    return (manageNodes ? "in udevd's place" : "beside udevd") + (onlyTells ? ", only telling what it would do" : "");
  }

  /** What an operator may want to know who runs it beside an udevd that loads modules, too; empty when none does. */
  Optional<String> rival(World world) {
    if (manageNodes || shadow || !Files.exists(world.root().resolve("run/udev/control"))) {
      return Optional.empty();
    }
    try {
      return new RuleFiles(RuleDirectories.udev(world.root())).effective().stream()
          .filter(file -> file.endsWith(LOADING))
          .map(file -> "udevd loads modules as well, by " + file + "; to leave it to hotprobe: ln -s /dev/null /etc/udev/rules.d/" + LOADING
              + " && udevadm control --reload")
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** udevd's database. */
  UdevDatabase udevDatabase(World world, Journal journal) {
    return new UdevDatabase(world.root().resolve("run/udev"), damage(journal));
  }

  /**
   * Reads the rules and makes ready what carries them out. For a machine that is there as files only nothing is done.
   *
   * @param nothing whether nothing is to be done on this machine
   */
  Rules open(World world, boolean nothing, Journal journal) throws IOException {
    if (manageNodes && shadow) {
      throw new UsageException("--shadow looks on while udevd does what --manage-nodes does instead of it: leave one of them out");
    }
    if (manageNodes && !nothing && !world.isRunningSystem()) {
      throw new UsageException("--manage-nodes works on the machine that runs: leave --root out, or add --dry-run or --simulate");
    }
    boolean looksOn = shadow || nothing || !world.isRunningSystem();
    Host host = HostFacts.of(world.root(), world.sysfs(), new CurrentAccounts(world.root().resolve("etc")));
    RuleBook book = RuleBook.open(new RuleFiles(ruleDirectories(world), world.trust()), host, finding -> tell(journal, finding));
    if (book.program().lines() == 0) {
      journal.notice(Level.WARNING, "there is no rule in " + book.directories() + ", so nothing is done for any device, nor loaded");
    }
    Outside outside = looksOn ? Outside.UNTOUCHED : new DirectEffects(new LinuxPrograms(world.trust()));
    if (manageNodes && !nothing) {
      standIn = Optional.of(StandIn.open(world, journal));
      NodeWork work = standIn.get().work();
      work.staticNodes(book.program()).forEach(damage(journal));
      return new Rules(book, surroundings(world, host, work.database(), outside, journal), work, eventTimeout);
    }
    if (looksOn) {
      return new Rules(book, surroundings(world, host, udevDatabase(world, journal), outside, journal), new Bystander(shadow), eventTimeout);
    }
    RecordKeeping records = new RecordKeeping(world.run(), new UdevDatabase(world.run(), damage(journal)), new MonotonicClock());
    return new Rules(book, surroundings(world, host, records.database(), outside, journal), records, eventTimeout);
  }

  private List<Path> ruleDirectories(World world) throws IOException {
    if (!directories.isEmpty()) {
      return RulePlaces.named(directories);
    }
    Optional<Path> home = Optional.ofNullable(System.getProperty("hotprobe.home")).map(Path::of);
    return manageNodes || shadow ? RuleDirectories.all(world.root(), home) : RuleDirectories.hotprobe(world.root(), home);
  }

  private static Surroundings surroundings(World world, Host host, Database database, Outside outside, Journal journal) {
    MachineBuiltins builtins = new MachineBuiltins(world.root(), host, database);
    Consumer<String> notices = notice -> journal.notice(Level.INFO, notice);
    Builtins working =
        world.isRunningSystem() ? builtins.live(damage(journal), notices) : builtins.recorded(damage(journal), notices);
    return new Surroundings(new Sysfs(world.sysfs()), host, database, working, outside);
  }

  private static Consumer<Diagnostic> damage(Journal journal) {
    return diagnostic -> journal.notice(Level.WARNING, diagnostic.toString());
  }

  private static void tell(Journal journal, Finding finding) {
    journal.notice(finding.severity() == Finding.Severity.ERROR ? Level.WARNING : Level.DEBUG, finding.toString());
  }
}
