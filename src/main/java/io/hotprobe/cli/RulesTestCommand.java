package io.hotprobe.cli;

import io.hotprobe.journal.Printable;
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
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe rules test}: what the rules decide for a device. */
@Command(
    name = "test",
    description = {
      "Tells what the rules decide for a device, and with --explain why. Nothing is changed: what is decided is not done, attributes are"
          + " not written, and programs count as successful without output unless --run-programs is given."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 the rules were evaluated, 1 there is no such device or no rules, 2 the command line is wrong."})
final class RulesTestCommand implements Callable<Integer> {

  /** As long as udev gives an event. */
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(180);

  @Option(names = {"-a", "--action"}, paramLabel = "ACTION", description = "What happened to the device (default: add).")
  private String action = "add";

  @Option(
      names = {"-p", "--property"},
      paramLabel = "KEY=VALUE",
      description = "A property of the uevent that sysfs does not tell, or instead of the one it tells. Can be repeated.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(names = "--explain", description = "First show every line that was considered: each token with the value compared and the verdict.")
  private boolean explain;

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
      description = "What udev keeps about devices (default: ROOT/run/udev; nothing with --sysfs).")
  private Path databaseDir;

  @Mixin private RulePlaces places = new RulePlaces();

  @Parameters(
      paramLabel = "DEVPATH",
      description = "The device: /devices/..., with or without /sys or the directory of --sysfs, a link to it as /class/net/eth0, or its node in /dev.")
  private String name;

  @Override
  public Integer call() throws IOException {
    requireKnownAction();
    requireFreeProperties();
    Sysfs sysfs = new Sysfs(sysfsDir == null ? places.root().resolve("sys") : sysfsDir);
    Device device = new NamedDevice(sysfs, sysfsDir == null && places.isRunningSystem()).find(ByteText.of(name));
    Uevent uevent = uevent(device);
    AccountFiles accounts = places.accounts();
    Host host = places.host(sysfs.root(), accounts);
    Program program = program(host);
    SkippedEffects outside = new SkippedEffects();
    return new RulesTestReport(accounts, outside, System.out).write();
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
}
