package io.hotprobe.rules;

import static io.hotprobe.rules.RuleWorld.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.module.Programs.Sandbox;
import io.hotprobe.uevent.Uevent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that are shipped, each on a device that it is for and on others. All of a directory are read, so that none is in another's way. */
class ShippedRulesTest {

  private static final Path SHIPPED = Path.of("rules");
  private static final Path EXAMPLES = SHIPPED.resolve("examples");
  private static final String PORT = "/devices/pci0000:00/0000:00:14.0/usb1/1-4";
  private static final String DISK = PORT + "/1-4:1.0/host6/target6:0:0/6:0:0:0/block/sdb";
  private static final String SERIAL = "E0D55EA573DCF450B97B104E";

  @TempDir Path root;
  private RuleWorld world;

  @BeforeEach
  void setUp() {
    world = new RuleWorld(root);
  }

  private Host host() {
    Host.Accounts accounts =
        new Host.Accounts() {
          @Override
          public OptionalInt user(String name) {
            return name.equals("nobody") ? OptionalInt.of(65534) : OptionalInt.empty();
          }

          @Override
          public OptionalInt group(String name) {
            return OptionalInt.empty();
          }
        };
    return new Host(Path.of("/dev"), root.resolve("proc/sys"), "", Path.of("/usr/lib/udev"), Map.of(), accounts);
  }

  private Ruling rule(Path directory, Uevent event) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Program program = new RuleFiles(List.of(directory)).read(host(), findings::add);
    assertEquals(List.of(), findings);
    Surroundings surroundings = new Surroundings(world.sysfs, host(), Database.EMPTY, Builtins.NONE, world);
    return new Evaluator(program, surroundings).evaluate(event, System.nanoTime() + TimeUnit.MINUTES.toNanos(1), Explanation.NONE);
  }

  private static List<String> commands(Ruling ruling) {
    return ruling.run().stream().map(run -> run.type() + " " + run.command()).toList();
  }

  /** All that a ruling would do; empty for a device that the rules are not about. */
  private List<String> effects(Ruling ruling) {
    List<String> effects = new ArrayList<>(commands(ruling));
    effects.addAll(world.writes);
    effects.addAll(ruling.currentTags());
    ruling.assigned().forEach(key -> effects.add(key + "=" + ruling.properties().get(key)));
    return effects;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pci     | /devices/a                  | MODALIAS=pci:v00008086d0000100E                     | kmod load",
        "pci     | /devices/a                  | MODALIAS=                                           |",
        "pci     | /devices/a                  | DRIVER=e1000                                        |",
        "scsi    | /devices/a                  | DEVTYPE=scsi_device                                 | kmod load sg",
        "scsi    | /devices/a                  | DEVTYPE=scsi_device;MODALIAS=scsi:t-0x00            | kmod load;kmod load sg",
        "scsi    | /devices/a                  | DEVTYPE=scsi_host                                   |",
        "block   | /devices/a                  | DEVTYPE=scsi_device                                 |",
        "tifm    | /devices/a                  | TIFM_CARD_TYPE=SD                                   | kmod load tifm_sd",
        "tifm    | /devices/a                  | TIFM_CARD_TYPE=MS                                   | kmod load tifm_ms",
        "tifm    | /devices/a                  | TIFM_CARD_TYPE=XD                                   |",
        "memstick| /devices/a                  | A=b                                                 | kmod load ms_block mspro_block",
        "i2o     | /devices/a                  | A=b                                                 | kmod load i2o_block",
        "mtd     | /devices/mtd0ro             | MTD_FTL=smartmedia                                  | kmod load sm_ftl",
        "mtd     | /devices/mtd0ro             | A=b                                                 |",
        "module  | /module/parport_pc          | A=b                                                 | kmod load ppdev",
        "module  | /module/parport             | A=b                                                 |",
      })
  void drivers_addedDevice_loadsItsModules(String subsystem, String devpath, String properties, String expected) throws IOException {
    List<String> all = new ArrayList<>(List.of(properties.split(";")));
    all.add("SUBSYSTEM=" + subsystem);
    List<String> wanted = expected == null ? List.of() : Stream.of(expected.split(";")).map(each -> "BUILTIN " + each).toList();
    assertEquals(wanted, effects(rule(SHIPPED, event("add", devpath, all.toArray(String[]::new)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"remove", "change", "bind", "unbind", "online", "offline", "move"})
  void drivers_notAdded_loadsNothing(String action) throws IOException {
    assertEquals(List.of(), effects(rule(SHIPPED, event(action, "/devices/a", "SUBSYSTEM=scsi", "DEVTYPE=scsi_device", "MODALIAS=a"))));
  }

  private void plugIn(String vendor, String product, String serial, String kind) {
    world.device(
        PORT, "usb", "idVendor=" + vendor + "\n", "idProduct=" + product + "\n", "serial=" + serial + "\n",
        "bDeviceClass=" + kind.substring(0, 2) + "\n", "bDeviceSubClass=" + kind.substring(2, 4) + "\n",
        "bDeviceProtocol=" + kind.substring(4) + "\n", "power/control=on\n", "power/autosuspend_delay_ms=2000\n");
    world.device(DISK, "block", "size=15728640\n");
    world.device(DISK + "/sdb1", "block", "size=15726592\n");
  }

  private List<String> usb(String action, String... more) throws IOException {
    List<String> properties = new ArrayList<>(List.of("SUBSYSTEM=usb", "DEVTYPE=usb_device"));
    properties.addAll(List.of(more));
    return effects(rule(EXAMPLES, event(action, PORT, properties.toArray(String[]::new))));
  }

  private Ruling partition(String action) throws IOException {
    return rule(EXAMPLES, event(action, DISK + "/sdb1", "SUBSYSTEM=block", "DEVTYPE=partition", "DEVNAME=sdb1", "MAJOR=8", "MINOR=17"));
  }

  @Test
  void usbStick_itsPartition_runsTheProgramConfined() throws IOException {
    plugIn("0951", "1666", SERIAL, "000000");
    Ruling ruling = partition("add");
    assertEquals(List.of("PROGRAM /usr/local/lib/hotprobe/usb-stick-plugged sdb1"), effects(ruling));
    Sandbox sandbox = new Sandbox(Optional.of("nobody"), OptionalLong.of(64 << 20), OptionalLong.of(10));
    assertEquals(Optional.of(sandbox), ruling.run().get(0).sandbox());
  }

  @Test
  void usbStick_anythingElse_runsNothing() throws IOException {
    plugIn("0951", "1666", SERIAL, "000000");
    assertEquals(List.of(), effects(partition("change")));
    assertEquals(List.of(), effects(partition("remove")));
    Uevent disk = event("add", DISK, "SUBSYSTEM=block", "DEVTYPE=disk", "DEVNAME=sdb", "MAJOR=8", "MINOR=16");
    assertEquals(List.of(), effects(rule(EXAMPLES, disk)));
    plugIn("0951", "1666", "ANOTHER", "000000");
    assertEquals(List.of(), effects(partition("add")));
    plugIn("0951", "1667", SERIAL, "000000");
    assertEquals(List.of(), effects(partition("add")));
  }

  @ParameterizedTest
  @CsvSource({"e00101,power/autosuspend_delay_ms=5000 power/control=auto", "0b0000,power/control=auto",
      "020000,power/autosuspend_delay_ms=30000 power/control=auto", "e00103,", "030000,", "090000,", "000000,"})
  void usbPower_classOfDevice_decides(String kind, String written) throws IOException {
    plugIn("1234", "5678", "1", kind);
    List<String> expected = written == null ? List.of() : Stream.of(written.split(" ")).map(each -> "sys" + PORT + "/" + each).toList();
    assertEquals(expected, usb("add"));
    world.writes.clear();
    assertEquals(List.of(), usb("change"));
    assertEquals(List.of(), usb("add", "DEVTYPE=usb_interface"));
  }

  @Test
  void usbPower_deviceToBeLeftAloneOrWithoutTheAttribute_isNotTouched() throws IOException {
    plugIn("dead", "beef", "1", "e00101");
    assertEquals(List.of(), usb("add"));
    plugIn("1234", "5678", "1", "0b0000");
    Files.delete(root.resolve("sys" + PORT + "/power/control"));
    assertEquals(List.of(), usb("add"));
  }

  @Test
  void deviceRemoved_thatDevice_runsTheProgramThoughSysfsIsEmpty() throws IOException {
    Ruling ruling = rule(EXAMPLES, event("remove", PORT, "SUBSYSTEM=usb", "DEVTYPE=usb_device", "PRODUCT=951/1666/110"));
    assertEquals(List.of("PROGRAM /usr/local/lib/hotprobe/device-removed 951/1666/110 1-4"), effects(ruling));
    Sandbox sandbox = new Sandbox(Optional.of("nobody"), OptionalLong.of(64 << 20), OptionalLong.of(5));
    assertEquals(Optional.of(sandbox), ruling.run().get(0).sandbox());
  }

  @Test
  void deviceRemoved_anythingElse_runsNothing() throws IOException {
    assertEquals(List.of(), usb("remove", "PRODUCT=951/1667/110"));
    assertEquals(List.of(), usb("remove", "PRODUCT=9951/1666/110"));
    assertEquals(List.of(), usb("remove", "PRODUCT=951/1666/110", "DEVTYPE=usb_interface"));
    assertEquals(List.of(), usb("add", "PRODUCT=951/1666/110"));
  }

  @Test
  void startService_thatDevice_isTaggedForSystemd() throws IOException {
    plugIn("0922", "0020", "1", "000000");
    assertEquals(List.of("systemd", "SYSTEMD_WANTS=label-spooler.service"), usb("add"));
    assertEquals(List.of("systemd", "SYSTEMD_WANTS=label-spooler.service"), usb("bind"));
    assertEquals(List.of(), usb("remove"));
    plugIn("0922", "0021", "1", "000000");
    assertEquals(List.of(), usb("add"));
  }

  @Test
  void examples_programs_areThereAndExecutable() throws IOException {
    Set<String> programs = Set.of("usb-stick-plugged", "device-removed");
    for (String program : programs) {
      Path file = EXAMPLES.resolve(program);
      assertTrue(Files.isExecutable(file), program);
      assertTrue(Files.readString(file).startsWith("#!/bin/sh\n"), program);
    }
  }

  @ParameterizedTest
  @CsvSource({"usb-stick-plugged sdb1,0", "usb-stick-plugged ../../etc/shadow,1", "device-removed 951/1666/110 1-4,0"})
  void examples_programRun_logsAndEnds(String command, int status) throws Exception {
    Path shell = Path.of("/bin/sh");
    assumeTrue(Files.isExecutable(shell), "there is no /bin/sh");
    Path log = root.resolve("log");
    Path logger = Files.writeString(root.resolve("logger"), "#!/bin/sh\necho \"$*\" >> " + log + "\n");
    assertTrue(logger.toFile().setExecutable(true));
    String[] words = command.split(" ", 2);
    String script = Files.readString(EXAMPLES.resolve(words[0])).replace("PATH=/usr/bin:/bin", "PATH=" + root + ":/usr/bin:/bin");
    List<String> all = new ArrayList<>(List.of(shell.toString(), "-c", script, words[0]));
    all.addAll(List.of(words[1].split(" ")));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().clear();
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertEquals(status, process.waitFor(), output);
    assertEquals(status == 0, Files.exists(log) && Files.readString(log).contains(words[1].split(" ")[0]), output);
  }

  @Test
  void readme_everyFile_isListed() throws IOException {
    String readme = Files.readString(SHIPPED.resolve("README.md"));
    try (Stream<Path> files = Files.walk(SHIPPED)) {
      for (Path file : files.filter(Files::isRegularFile).filter(each -> !each.endsWith("README.md")).toList()) {
        assertTrue(readme.contains("(" + SHIPPED.relativize(file) + ")"), () -> file + " is not in rules/README.md");
      }
    }
  }
}
