package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
import io.hotprobe.linux.LinuxPrograms;
import io.hotprobe.module.Trust;
import io.hotprobe.nodes.UdevDatabase;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Evaluator;
import io.hotprobe.rules.Explanation;
import io.hotprobe.rules.Finding;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.DeviceMessage;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import io.hotprobe.uevent.Malformed;
import io.hotprobe.uevent.Parsed;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe rules test}: what the rules decide for a device. */
@Command(
    name = "test",
    description = {
      "Tells what the rules decide for a device, and with --explain why. What is decided is not done, attributes are not written, and"
          + " programs are not run: they count as successful without output. Those that --run-programs runs may change anything."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 the rules were evaluated, 1 there is no such device or no rules, 2 the command line is wrong."})
final class RulesTestCommand implements Callable<Integer> {

  /** As long as udev gives an event. */
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(180);

  /** What the message says of itself. */
  private static final Set<String> NOT_FREE = Set.of("ACTION", "DEVPATH", "SEQNUM");

  @Option(names = {"-a", "--action"}, paramLabel = "ACTION", description = "What happened to the device (default: add).")
  private String action = "add";

  @Option(
      names = {"-p", "--property"},
      paramLabel = "KEY=VALUE",
      description = "A property of the uevent that sysfs does not tell, or instead of the one it tells. Can be repeated.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--explain",
      description =
          "First show the lines that had an effect or of which a match, other than that of ACTION, held: each token with the value compared"
              + " and the verdict. The others, which failed at once, are counted.")
  private boolean explain;

  @Option(names = "--explain-all", description = "As --explain, for every line that was considered.")
  private boolean explainAll;

  @Option(names = "--run-programs", description = "Run the programs of PROGRAM and IMPORT, which may do anything; those of RUN are never run.")
  private boolean runPrograms;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Option(names = "--sysfs", order = World.ORDER, paramLabel = "DIR", description = "Where sysfs is, live or recorded (default: ROOT/sys).")
  private Path sysfsDir;

  @Option(
      names = "--database",
      order = World.ORDER,
      paramLabel = "DIR",
      description = "What is kept about devices (default: ROOT/run/udev, with --beside ROOT/run/hotprobe; nothing with --sysfs).")
  private Path databaseDir;

  @Mixin private RulePlaces places = new RulePlaces();

  @Parameters(
      paramLabel = "DEVICE",
      description =
          "/devices/..., with or without /sys or the directory of --sysfs before it, a link to it as /class/net/eth0, its node as /dev/sda,"
              + " or its name alone, as eth0.")
  private String name;

  @Override
  public Integer call() throws IOException {
    requireKnownAction();
    Sysfs sysfs = new Sysfs(sysfsDir == null ? places.root().resolve("sys") : sysfsDir);
    Device device = new NamedDevice(sysfs, isLive()).find(ByteText.of(name));
    if (action.equals("remove") && device.exists()) {
      tell("sysfs still has the device; after a removal it has not, so ATTR, ATTRS and TEST find nothing of it then");
    }
    Uevent uevent = uevent(device);
    AccountFiles accounts = places.accounts();
    Host host = places.host(sysfs.root(), accounts);
    Program program = program(host);
    TestedEffects effects = new TestedEffects(runPrograms ? Optional.of(new LinuxPrograms()) : Optional.empty());
    Database database = database();
    Builtins builtins = builtins(host, database, effects);
    Evaluator evaluator = new Evaluator(program, new Surroundings(sysfs, host, database, builtins, effects));
    RulesTestReport report = new RulesTestReport(System.out, accounts, effects);
    Function<Explanation, Ruling> evaluation = explanation -> evaluator.evaluate(uevent, System.nanoTime() + LIMIT_NANOS, explanation);
    Explaining explaining = explainAll ? Explaining.ALL : explain ? Explaining.TELLING : Explaining.NONE;
    if (json) {
      report.writeJson(device, action, explaining, evaluation);
    } else {
      report.write(explaining, evaluation);
    }
    return 0;
  }

  private void requireKnownAction() {
    StringJoiner known = new StringJoiner(", ");
    for (Action each : Action.values()) {
      String text = each.name().toLowerCase(Locale.ROOT);
      if (each != Action.OTHER && text.equals(action)) {
        return;
      }
      if (each != Action.OTHER) {
        known.add(text);
      }
    }
    throw new UsageException("there is no action '" + action + "'; choose one of " + known);
  }

  /** The event that the kernel would send, as far as sysfs and the options tell. */
  private Uevent uevent(Device device) throws IOException {
    DeviceMessage message = new DeviceMessage(action, device.devpath());
    String lines = device.attribute("uevent");
    message.properties(lines == null ? "" : lines);
    if (!message.hasModalias()) {
      message.modalias(device.attribute("modalias"));
    }
    for (Map.Entry<String, String> each : properties.entrySet()) {
      requireFree(each.getKey());
      message.property(ByteText.of(each.getKey()), ByteText.of(each.getValue()));
    }
    byte[] bytes = message.bytes(subsystem(device)).array();
    Parsed parsed = UeventParser.parse(bytes, 0, bytes.length, new Uevent());
    if (parsed instanceof Malformed malformed) {
      throw new IOException(name + ": no event can be made of it: " + malformed.reason());
    }
    return (Uevent) parsed;
  }

  private String subsystem(Device device) throws IOException {
    String given = properties.get("SUBSYSTEM");
    String subsystem = given == null ? device.subsystem() : ByteText.of(given);
    if (subsystem == null && !device.exists()) {
      throw new IOException(
          "there is no device at " + device.directory()
              + "; for one that is gone give --property SUBSYSTEM=... and what else its uevents had");
    }
    if (subsystem == null) {
      throw new IOException(device.directory() + " has no subsystem, so it is no device; give --property SUBSYSTEM=... if it should be");
    }
    return subsystem;
  }

  private static void requireFree(String key) {
    if (key.isEmpty()) {
      throw new UsageException("--property takes KEY=VALUE, and KEY is empty");
    }
    if (NOT_FREE.contains(key)) {
      throw new UsageException("--property cannot be '" + key + "'; the action is set by --action, the path by DEVICE");
    }
  }

  /** The rules; a line that is left out for what is wrong with it is told. */
  private Program program(Host host) throws IOException {
    List<Path> directories = places.directories();
    Program program = new RuleFiles(directories, places.areNamed() ? Trust.ALL : places.trust()).read(host, RulesTestCommand::tell);
    if (places.areNamed()) {
      directories.forEach(this::tellDistrust);
      program.files().forEach(file -> tellDistrust(file.path()));
    }
    if (program.files().isEmpty()) {
      throw new IOException("no rules in any of " + directories + "; --rules-dir names a directory of rules");
    }
    if (places.areUsual()) {
      tell("by udev's rules and hotprobe's, as daemon --manage-nodes; one beside udevd follows hotprobe's only: --beside");
    }
    return program;
  }

  /** Directories of rules that somebody tries out are read whoever may write there. */
  private void tellDistrust(Path file) {
    places.trust().in(file.toAbsolutePath())
        .ifPresent(why -> tell(file + ": " + why.of(file) + ", so the daemon would not read it; " + why.remedy()));
  }

  private static void tell(Finding finding) {
    if (finding.severity() == Finding.Severity.ERROR) {
      tell(finding.toString());
    }
  }

  private Database database() throws IOException {
    if (databaseDir == null && sysfsDir != null) {
      return Database.EMPTY;
    }
    if (databaseDir != null && !Files.isDirectory(databaseDir)) {
      throw new IOException(databaseDir + ": no such directory; --database names one such as /run/udev");
    }
    Path directory = databaseDir == null ? places.database() : RulePlaces.absolute(databaseDir);
    return new UdevDatabase(directory, Diagnostics::tell);
  }

  private Builtins builtins(Host host, Database database, TestedEffects effects) {
    MachineBuiltins machine = new MachineBuiltins(places.root(), host, database);
    Builtins builtins =
        isLive() ? machine.live(Diagnostics::tell, RulesTestCommand::tell) : machine.recorded(Diagnostics::tell, RulesTestCommand::tell);
    return builtins.with("kmod", effects::load);
  }

  /** Whether the devices are those of this machine. */
  private boolean isLive() {
    return sysfsDir == null && places.isRunningSystem();
  }

  private static void tell(String notice) {
    System.err.println("hotprobe: " + Printable.text(notice));
  }
}
