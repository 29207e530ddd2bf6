package io.hotprobe.cli;

import io.hotprobe.cli.DaemonConnection.NoDaemonException;
import io.hotprobe.journal.Printable;
import io.hotprobe.nodes.UdevDatabase;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Inventory;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hotprobe trigger}: has the kernel send uevents of devices that are there. */
@Command(
    name = "trigger",
    description = {
      "Has the kernel send a uevent for each device that is there, or for those that the options choose: the same options as udevadm"
          + " trigger."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 done, 1 a uevent could not be asked for, or --settle waited in vain (not in time, or none was handled), 2 the command"
          + " line is wrong."
    })
final class TriggerCommand implements Callable<Integer> {

  private static final List<String> ACTIONS = List.of("add", "remove", "change", "move", "online", "offline", "bind", "unbind");
  private static final long LOOK_MILLIS = 100;

  @Mixin private World world = new World();

  @Mixin private DaemonPlace place = new DaemonPlace();

  @Mixin private DeviceFilter filter = new DeviceFilter();

  @Parameters(paramLabel = "DEVICE", arity = "0..*", description = "Only these and what is below them: path in sysfs, or node.")
  private List<String> devices = new ArrayList<>();

  @Option(names = {"-b", "--parent-match"}, paramLabel = "DEVICE", description = "Only this one and what is below it. Can be repeated.")
  private List<String> parents = new ArrayList<>();

  @Option(names = "--name-match", paramLabel = "NODE", description = "Only the device of this node and what is below it. Can be repeated.")
  private List<String> nodes = new ArrayList<>();

  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      description = "devices, subsystems (with modules, buses and drivers) or all (default: devices).")
  private String type = "devices";

  @Option(names = {"-c", "--action"}, paramLabel = "ACTION", description = "What is to have happened; help lists them (default: change).")
  private String action = "change";

  @Option(names = "--prioritized-subsystem", split = ",", paramLabel = "SUBSYSTEM", description = "These first, in this order.")
  private List<String> first = new ArrayList<>();

  @Option(names = {"-n", "--dry-run"}, description = "Only name the devices.")
  private boolean dryRun;

  @Option(names = {"-v", "--verbose"}, description = "Name the devices.")
  private boolean verbose;

  @Option(names = {"-q", "--quiet"}, description = "Do not tell which uevents could not be asked for.")
  private boolean quiet;

  @Option(names = "--uuid", description = "Print the SYNTH_UUID that these uevents bear.")
  private boolean tellUuid;

  @Option(names = {"-w", "--settle"}, description = "Wait until the daemon has handled these very uevents.")
  private boolean settle;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = PatienceConverter.class,
      description = "How long --settle waits (default: 120s).")
  private Duration timeout = Duration.ofSeconds(120);

  @Option(
      names = "--wait-daemon",
      arity = "0..1",
      fallbackValue = "5",
      paramLabel = "TIME",
      converter = PatienceConverter.class,
      description = "Wait for the daemon first, so long at most (default: 5s).")
  private Duration waitDaemon;

  private final Predicate<Path> isSysfs;

  TriggerCommand() {
    this(TriggerCommand::isSysfs);
  }

  /** @param isSysfs whether what is written in a directory goes to a kernel */
  TriggerCommand(Predicate<Path> isSysfs) {
    this.isSysfs = isSysfs;
  }

  private static boolean isSysfs(Path directory) {
    try {
      return Files.getFileStore(directory).type().equals("sysfs");
    } catch (IOException unknown) {
      return false;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (action.equals("help")) {
      ACTIONS.forEach(System.out::println);
      return 0;
    }
    check();
    if (waitDaemon != null) {
      awaitDaemon();
    }
    List<String> chosen = TriggerOrder.of(chosen(), first);
    if (dryRun) {
      chosen.forEach(this::name);
      return 0;
    }
    if (!chosen.isEmpty() && !isSysfs.test(world.sysfs())) {
      throw new IOException(world.sysfs() + " is not sysfs, so no kernel hears what is written there; -n only names the devices");
    }
    String uuid = UUID.randomUUID().toString();
    if (tellUuid) {
      System.out.println(uuid);
    }
    UeventFiles files = new UeventFiles(new Sysfs(world.sysfs()), action, uuid, this::tell);
    if (!settle) {
      return trigger(chosen, files);
    }
    try (DaemonConnection daemon = DaemonConnection.open(place.socket(world.root()))) {
      Map<String, Object> expect = DaemonConnection.request("expect");
      expect.put("uuid", uuid);
      daemon.ask(expect, DaemonConnection.PATIENCE);
      int status = trigger(chosen, files);
      return await(daemon, files.sent()) ? status : 1;
    }
  }

  private void check() {
    filter.check();
    if (!ACTIONS.contains(action)) {
      throw new UsageException("--action takes one of " + String.join(", ", ACTIONS) + ", not '" + action + "'");
    }
    if (!List.of("devices", "subsystems", "all").contains(type)) {
      throw new UsageException("--type takes devices, subsystems or all, not '" + type + "'");
    }
  }

  private void awaitDaemon() throws IOException, InterruptedException {
    long end = System.nanoTime() + waitDaemon.toNanos();
    while (true) {
      try (DaemonConnection daemon = DaemonConnection.open(place.socket(world.root()))) {
        daemon.ask(DaemonConnection.request("status"), DaemonConnection.PATIENCE);
        return;
      } catch (NoDaemonException notYet) {
        if (System.nanoTime() - end > 0) {
          throw notYet;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
  }

  private List<Device> chosen() throws IOException {
    Sysfs sysfs = new Sysfs(world.sysfs());
    Inventory inventory = new Inventory(sysfs);
    List<Device> present = new ArrayList<>();
    if (!type.equals("devices")) {
      present.addAll(inventory.subsystems());
    }
    if (!type.equals("subsystems")) {
      present.addAll(inventory.devices());
    }
    List<String> below = below(new NamedDevice(sysfs, world.isRunningSystem()));
    Predicate<Device> wanted = filter.over(database());
    return present.stream().filter(device -> below.isEmpty() || isBelow(device.devpath(), below)).filter(wanted).toList();
  }

  private List<String> below(NamedDevice named) throws IOException {
    List<String> below = new ArrayList<>();
    for (String name : Stream.concat(devices.stream(), parents.stream()).toList()) {
      below.add(present(named.find(name), name));
    }
    for (String node : nodes) {
      below.add(present(named.find(node.startsWith("/dev/") ? node : "/dev/" + node), node));
    }
    return below;
  }

  private static String present(Device device, String name) throws IOException {
    if (!device.exists()) {
      throw new IOException("there is no device " + name);
    }
    return device.devpath();
  }

  private static boolean isBelow(String devpath, List<String> places) {
    return places.stream().anyMatch(above -> (devpath + "/").startsWith(above + "/"));
  }

  /** udevd's, where there is one; else hotprobe's own. */
  private UdevDatabase database() {
    Path udev = world.root().resolve("run/udev");
    return new UdevDatabase(Files.isDirectory(udev.resolve("data")) ? udev : world.run(), Diagnostics::tell);
  }

  private int trigger(List<String> chosen, UeventFiles files) throws IOException {
    for (String devpath : chosen) {
      if (verbose) {
        name(devpath);
      }
      files.trigger(devpath);
    }
    return files.failed() == 0 ? 0 : 1;
  }

  private void name(String devpath) {
    System.out.println(Printable.text(world.sysfs() + devpath));
  }

  private void tell(String problem) {
    if (!quiet) {
      System.err.println("hotprobe trigger: " + Printable.text(problem));
    }
  }

  /** Whether some of them were handled, or none were sent. */
  private boolean await(DaemonConnection daemon, long sent) throws IOException {
    Map<String, Object> await = DaemonConnection.request("await");
    await.put("count", sent);
    await.put("timeout_ms", timeout.toMillis());
    Map<String, Object> answer = daemon.ask(await, timeout.plus(DaemonConnection.PATIENCE));
    long lost = sent - Json.number(answer.get("handled"));
    if (lost > 0 && lost == sent) {
      tell((sent == 1 ? "the uevent was" : "all " + sent + " uevents were") + " left out by the daemon, or lost; see hotprobe status");
      return false;
    }
    if (lost > 0 && verbose) {
      tell(lost + " of " + sent + " uevents were left out by the daemon, or lost (see hotprobe status); the others are handled");
    }
    return true;
  }
}
