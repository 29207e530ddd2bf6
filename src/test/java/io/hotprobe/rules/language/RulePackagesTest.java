package io.hotprobe.rules.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.builtins.BuiltinSet;
import io.hotprobe.builtins.Hwdb;
import io.hotprobe.builtins.InputAxes;
import io.hotprobe.builtins.NamingScheme;
import io.hotprobe.builtins.NetDevices;
import io.hotprobe.builtins.NetSetupLink;
import io.hotprobe.module.Programs;
import io.hotprobe.nodes.UdevDatabase;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtin;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Finding;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The rule files that Debian's packages bring, for the devices of a recorded machine: hotprobe beside udev 257. */
class RulePackagesTest {

  private static final Path RECORDED = Path.of("src/test/resources/rules/packages");
  private static final Path PACKAGES = UdevJail.kept().resolve("rules");
  private static final List<String> ACTIONS = List.of("add", "change", "remove");

  /** Those udev runs even in a test. They read device nodes, of which there are none here. */
  private static final Set<String> RUN_IN_TESTS = Set.of("ata_id", "cdrom_id", "dmi_memory_id", "fido_id", "mtd_probe", "scsi_id");

  /** Errors that udevadm verify finds, too: a label that is missing. */
  private static final Set<String> KNOWN_ERRORS = Set.of("90-alsa-restore.rules:18", "90-alsa-restore.rules:22");

  @TempDir Path temp;

  @BeforeAll
  static void needPackages() {
    assumeTrue(Files.isDirectory(PACKAGES), "no packages in " + PACKAGES + "; bench/udev/run fetch");
  }

  @TestFactory
  Stream<DynamicTest> rules_ofEachPackage_loadWithoutError() throws IOException {
    List<Path> packages;
    try (Stream<Path> all = Files.list(PACKAGES)) {
      packages = all.sorted().toList();
    }
    return packages.stream().map(one -> DynamicTest.dynamicTest(one.getFileName().toString(), () -> assertEquals(List.of(), errors(one))));
  }

  private List<Finding> errors(Path packaged) throws IOException {
    List<Finding> findings = new ArrayList<>();
    new RuleFiles(List.of(packaged.resolve("usr/lib/udev/rules.d"))).read(host(), findings::add);
    return findings.stream().filter(finding -> finding.severity() == Finding.Severity.ERROR && !isKnown(finding)).toList();
  }

  private static boolean isKnown(Finding finding) {
    return KNOWN_ERRORS.contains(finding.at().file().getFileName() + ":" + finding.at().line());
  }

  @Test
  void decisions_byAllRulesTogether_areThoseOfUdev() throws IOException, InterruptedException {
    assumeTrue(UdevJail.missing() == null, UdevJail::missing);
    Path sys = temp.resolve("sys");
    SysfsListing.unpackGzip(RECORDED.resolve("guest-sys.gz"), sys);
    SysfsListing.unpack(Files.readAllLines(RECORDED.resolve("hardware.txt")), sys);
    Path place = temp.resolve("000000");
    SysfsListing.unpackGzip(RECORDED.resolve("guest-data.gz"), place.resolve("data"));
    copyRules(place.resolve("rules/lib"));
    List<String> runs = runs(sys);
    Files.write(place.resolve("runs"), runs.stream().map(run -> "test " + run).toList());
    forbidPrograms(place.resolve("programs"));
    new UdevJail(temp).run();
    Map<String, String> differences = differences(runs, place, sys);
    assertTrue(runs.size() > 1000, "hardly any device was recorded");
    StringBuilder report = new StringBuilder();
    differences.forEach((run, difference) -> report.append('\n').append(run).append(difference));
    assertTrue(differences.isEmpty(), () -> differences.size() + " of " + runs.size() + " differ:" + report);
  }

  private static void copyRules(Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> all = Files.walk(PACKAGES)) {
      for (Path file : all.filter(path -> path.toString().endsWith(".rules")).toList()) {
        Files.writeString(to.resolve(file.getFileName()), hostless(Files.readString(file)));
      }
    }
  }

  /** TEST of a program or a directory of the machine's, which need not be the jail's, asks for what is in both. */
  private static String hostless(String rules) {
    return rules.replace("TEST==\"/usr/share/alsa\"", "TEST==\"/usr/share\"").replace("TEST==\"/usr/sbin/alsactl\"", "TEST==\"/usr/sbin\"");
  }

  private static List<String> runs(Path sys) throws IOException {
    List<String> runs = new ArrayList<>();
    try (Stream<Path> all = Files.walk(sys.resolve("devices"))) {
      for (Path uevent : all.filter(file -> file.endsWith("uevent")).sorted().toList()) {
        if (Files.exists(uevent.resolveSibling("subsystem"), LinkOption.NOFOLLOW_LINKS)) {
          ACTIONS.forEach(action -> runs.add(action + " /" + sys.relativize(uevent.getParent())));
        }
      }
    }
    return runs;
  }

  private static void forbidPrograms(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String name : RUN_IN_TESTS) {
      Path program = Files.writeString(directory.resolve(name), "#!/bin/sh\nexit 1\n");
      program.toFile().setExecutable(true);
    }
  }

  private static Map<String, String> differences(List<String> runs, Path place, Path sys) throws IOException {
    Program program = new RuleFiles(List.of(place.resolve("rules/lib"))).read(host(), finding -> { });
    Surroundings surroundings = surroundings(place, sys);
    Map<String, String> differences = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      String action = runs.get(i).substring(0, runs.get(i).indexOf(' '));
      String devpath = runs.get(i).substring(action.length() + 1);
      String uevent = Files.readString(sys.resolve(devpath.substring(1)).resolve("uevent"), StandardCharsets.ISO_8859_1);
      Map<String, String> kernel = CaseFiles.properties(uevent);
      List<String> theirs = UdevAnswer.ofTest(place.resolve("out." + (i + 1)), place.resolve("log." + (i + 1)), kernel);
      Ruling ruling = HotprobeAnswer.evaluate(program, surroundings, action, devpath, uevent);
      List<String> ours = Decision.of(ruling, kernel, List.of());
      String difference = Decision.difference(withoutWrites(theirs), ours);
      if (!difference.isEmpty()) {
        differences.put(runs.get(i), difference);
      }
    }
    return differences;
  }

  private static List<String> withoutWrites(List<String> decision) {
    return decision.stream().filter(line -> !line.startsWith("write ")).toList();
  }

  private static Surroundings surroundings(Path place, Path sys) {
    Path tree = UdevJail.kept().resolve("tree");
    Database database = new UdevDatabase(place, damage -> { });
    Map<String, Builtin> builtins = new HashMap<>(BuiltinSet.of(Hwdb.below(tree, damage -> { }), NamingScheme.LATEST, InputAxes.NONE));
    Builtin setup = new NetSetupLink(NetSetupLink.directories(tree), NetDevices.NOT_HERE, host(), database, notice -> { });
    // Of an interface that is added udev asks the kernel, whose interfaces are others.
    builtins.put("net_setup_link", call -> call.action() == Action.ADD ? Optional.empty() : setup.run(call));
    return new Surroundings(new Sysfs(sys), host(), database, new Builtins(builtins, notice -> { }), outside());
  }

  private static Outside outside() {
    return new Outside() {
      @Override
      public Programs.End run(Programs.Invocation invocation) {
        Path program = Path.of(invocation.words().get(0));
        return RUN_IN_TESTS.contains(program.getFileName().toString()) ? new Programs.End.Exited(1, "", "") : new Programs.End.NotRun();
      }

      @Override
      public void write(Path file, String value) {}
    };
  }

  private static Host host() {
    Path tree = UdevJail.kept().resolve("tree");
    Map<String, String> constants = Map.of("arch", "x86-64", "virt", "none");
    return new Host(Path.of("/dev"), Path.of("/proc/sys"), "", Path.of("/usr/lib/udev"), constants, AccountFiles.read(tree.resolve("etc")));
  }
}
