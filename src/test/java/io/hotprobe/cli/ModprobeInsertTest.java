package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** modprobe inserting: what is shown and told, and the exit code. */
class ModprobeInsertTest {

  @TempDir Path root;

  private ModprobeWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world = new ModprobeWorld(root);
  }

  private String insmod(String module, String options) {
    return "insmod " + world.file(module) + " " + options + "\n";
  }

  private static void assertSilent(int status, Program program) {
    assertEquals(new Program(status, "", ""), program);
  }

  private static void assertTells(Program program, String... parts) {
    assertEquals(1, program.status(), program.err());
    for (String part : parts) {
      assertTrue(program.err().contains(part), program.err());
    }
  }

  @Test
  void insert_quietByDefault_tellsEachStepWithV() throws IOException {
    assertSilent(0, world.run("--simulate", "top"));
    Program told = world.run("--simulate", "-v", "top", "io=0x300", "name=a b");
    assertEquals(new Program(0, insmod("base", "") + insmod("mid", "") + insmod("top", "io=0x300 name=\"a b\""), ""), told);
  }

  @Test
  void insert_calledByTheKernel_isRecordedWithTheNameItAskedFor() throws IOException {
    Map<String, String> kernel = Map.of("HOME", "/", "TERM", "linux", "PATH", "/sbin:/usr/sbin:/bin:/usr/bin");
    Path record = root.resolve("run/hotprobe/loaded");
    world.under(kernel, "--simulate", "-q", "-n", "--", "p:1");
    world.run("--simulate", "-q", "--", "p:1");
    assertTrue(Files.notExists(record), "neither a dry run nor a person is recorded");
    assertSilent(0, world.under(kernel, "--simulate", "-q", "--", "p:1"));
    List<String> lines = Files.readAllLines(record);
    assertEquals(List.of("side", "base", "mid", "top"), lines.stream().map(line -> line.split(" ")[1]).toList());
    assertTrue(lines.stream().allMatch(line -> line.endsWith(" p:1")), lines.toString());
  }

  @Test
  void insert_otherRoot_neverTellsTheRunningKernel() throws IOException {
    Files.createDirectories(Path.of(world.file("side")).getParent());
    Files.writeString(Path.of(world.file("side")), "ELF");
    assertTells(world.run("side"), "could not insert 'side'", "with --root there is no kernel to tell", "--simulate");
  }

  @Test
  void insert_whatIsLive_isPassedOver() throws IOException {
    assertEquals(insmod("mid", "") + insmod("top", ""), world.run(world.script("live base"), "-v", "top").out());
    assertSilent(0, world.run(world.script("live top"), "-v", "top"));
  }

  @Test
  void insert_failedDependency_isNamedWithItsReason() throws IOException {
    Program program = world.run(world.script("fail base ENOKEY"), "-v", "top");
    assertEquals(insmod("base", ""), program.out());
    assertTells(program, "modprobe: ERROR: could not insert 'top': its dependency base: finit_module " + world.file("base"), "ENOKEY", "sign it");
  }

  @Test
  void insert_missingFile_saysSoAndWhichDependencyItWas() throws IOException {
    Files.delete(Path.of(world.file("base")));
    Program program = world.run("top");
    assertTells(program, "could not insert 'top': its dependency base: open " + world.file("base") + ": ENOENT", "reinstall");
  }

  @Test
  void insert_noDevice_isAFailure() throws IOException {
    assertTells(world.run(world.script("fail side ENODEV"), "side"), "could not insert 'side': side found no device");
  }

  @Test
  void insert_severalMatches_theLastDecidesAndEachFailureIsTold() throws IOException {
    Program lastGood = world.run(world.script("fail side ENXIO"), "p:1");
    assertEquals(0, lastGood.status());
    assertTrue(lastGood.err().contains("could not insert 'side'"), lastGood.err());
    assertTells(world.run(world.script("fail top ENXIO"), "-v", "p:1"), "could not insert 'top'");
  }

  @Test
  void insert_firstTime_failsOnWhatIsLiveOrBuiltin() throws IOException {
    String live = world.script("live side");
    assertSilent(0, world.run(live, "side"));
    assertSilent(0, world.run(live, "inside"));
    assertTells(world.run(live, "--first-time", "side"), "modprobe: ERROR: could not insert 'side': Module already in kernel");
    assertTells(world.run(live, "--first-time", "inside"), "could not insert 'inside': Module already in kernel");
    assertSilent(0, world.run(live, "--first-time", "top"));
  }

  @Test
  void insert_blacklisted_countsForAliasesAndWithBForNames() throws IOException {
    world.tree.conf("a.conf", "blacklist side", "blacklist base");
    String kernel = world.script();
    assertEquals(insmod("side", ""), world.run(kernel, "-v", "side").out());
    assertSilent(0, world.run(kernel, "-v", "-b", "side"));
    assertEquals(insmod("base", "") + insmod("mid", "") + insmod("top", ""), world.run(kernel, "-v", "-b", "p:1").out());
    assertEquals("side\ntop\n", world.run("-R", "p:1").out());
    assertTells(world.run(world.script("live side"), "-b", "--first-time", "side"), "already in kernel");
  }

  @Test
  void insert_bare_leavesOutCommandHooksAndSoftdepsOfTheModuleOnly() throws IOException {
    world.tree.conf("a.conf", "softdep top pre: side", "pre-install top look", "install mid instead", "install top never");
    String kernel = world.script();
    String full = insmod("base", "") + "install instead \n" + insmod("side", "") + "pre-install look\n" + insmod("top", "");
    assertEquals(full, world.run(kernel, "-v", "top").out());
    String bare = insmod("base", "") + "install instead \n" + insmod("top", "");
    assertEquals(bare, world.run(kernel, "-v", "-i", "top").out());
  }

  @Test
  void insert_softdepFails_isNoFailureAndToldWithV() throws IOException {
    world.tree.conf("a.conf", "softdep side pre: top");
    Program program = world.run(world.script("fail base ENXIO"), "-v", "side");
    assertEquals(0, program.status(), program.err());
    assertTrue(program.out().endsWith(insmod("side", "")), program.out());
    assertTrue(program.err().contains("NOTICE: base, dependency of top, is left out: finit_module"), program.err());
    assertSilent(0, world.run(world.script("fail base ENXIO"), "side"));
  }

  @Test
  void insert_installCommandFails_saysWhereItStands() throws IOException {
    world.tree.conf("a.conf", "install side up $CMDLINE_OPTS", "options side a=1");
    assertSilent(0, world.run(world.script(), "side"));
    Program program = world.run(world.script("exit 3 up a=1 b=2"), "side", "b=2");
    assertTells(program, "could not insert 'side': command 'up a=1 b=2' of side failed: " + world.tree.configDirectory() + "/a.conf:1: exit status 3");
  }

  @Test
  void insert_all_takesEveryWordAndGoesOn() throws IOException {
    Program program = world.run(world.script(), "-v", "-a", "nosuch", "side", "base");
    assertEquals(insmod("side", "") + insmod("base", ""), program.out());
    assertTells(program, "modprobe: WARNING: Module nosuch not found in directory " + world.tree.moduleDirectory());
    Program alone = world.run(world.script(), "-v", "nosuch", "side");
    assertEquals("", alone.out());
    assertTells(alone, "modprobe: FATAL: Module nosuch not found in directory " + world.tree.moduleDirectory());
  }

  @Test
  void insert_path_takesThatFileWithTheReleasesDependencies() throws IOException {
    Path file = Files.writeString(root.resolve("top.ko"), "");
    world.tree.conf("a.conf", "options top a=1");
    assertEquals(insmod("base", "") + insmod("mid", "") + "insmod " + file + " a=1 b=2\n", world.run("-D", file.toString(), "b=2").out());
    Path own = Files.writeString(root.resolve("own-driver.ko.xz"), "");
    assertEquals("insmod " + own + " \n", world.run("-n", own.toString()).out());
    assertEquals("own_driver\n", world.run("-R", own.toString()).out());
    assertTells(world.run("--simulate", root + "/none.ko"), "Module " + root + "/none.ko not found in directory", "no such module file");
    assertTells(world.run("--simulate", root + "/"), "not found in directory");
  }

  @Test
  void insert_dryRun_showsWhatIsLeftToDoAndDoesNothing() throws IOException {
    world.tree.conf("a.conf", "post-install mid after", "pre-install mid before", "install side up", "options base a=1");
    assertEquals("pre-install before\n" + insmod("mid", "") + "post-install after\n" + insmod("top", ""), world.run(world.script("live base"), "-n", "top").out());
    assertEquals("install up \n", world.run("-n", "side").out());
    assertEquals(insmod("base", "a=1 "), world.run("--dry-run", "-q", "base").out());
    assertSilent(0, world.run("-n", "inside"));
  }

  @Test
  void insert_dryRunOfWhatHasNoFile_isNoFailureButTold() throws IOException {
    world.tree.conf("a.conf", "alias ghost nothing");
    Program program = world.run("-n", "ghost");
    assertEquals(0, program.status());
    assertTrue(program.err().contains("WARNING: could not insert 'nothing': no file for nothing"), program.err());
    assertSilent(0, world.run("-D", "ghost"));
    assertTells(world.run("--simulate", "ghost"), "could not insert 'nothing': no file for nothing in this release");
  }

  @Test
  void insert_force_isTakenInEveryForm() {
    for (String force : List.of("-f", "--force", "--force-vermagic", "--force-modversion")) {
      assertSilent(0, world.run("--simulate", force, "side"));
    }
  }

  @Test
  void insert_oldConfiguration_emptyAliasesAndProbes() throws IOException {
    Path conf = root.resolve("modules.conf");
    Files.write(conf, List.of("alias off-one off", "alias eth9 null", "probe scsi base side", "probeall many base side", "probe none nosuch"));
    String config = "--config=" + conf;
    assertSilent(0, world.run("--simulate", config, "off-one"));
    assertSilent(0, world.run("--simulate", config, "eth9"));
    assertSilent(0, world.run("-r", "--simulate", config, "eth9"));
    assertEquals(insmod("base", ""), world.run("--simulate", config, "-v", "scsi").out());
    assertEquals(insmod("base", "") + insmod("side", ""), world.run(world.script("fail base ENODEV"), config, "-v", "scsi").out());
    assertEquals(0, world.run(world.script("fail base ENODEV"), config, "many").status());
    Program none = world.run(world.script("fail base ENODEV", "fail side ENXIO"), config, "scsi");
    assertTells(none, "could not insert 'scsi': base: base found no device", "side: finit_module", "ENXIO");
  }

  @Test
  void insert_noTree_isNotFoundAndSaysWhy() {
    Program absent = Program.run("modprobe", "-q", "--root", root.toString(), "--release", "9.9", "side");
    assertSilent(1, absent);
    absent = Program.run("modprobe", "--root", root.toString(), "--release", "9.9", "side");
    assertTells(absent, "modprobe: FATAL: Module side not found in directory " + root + "/lib/modules/9.9, which does not exist");
    assertTells(Program.run("modprobe", "-r", "--root", root.toString(), "--release", "9.9", "side"), "FATAL: Module side not found.");
  }

  @Test
  void insert_treeWithoutIndexes_isNotFoundAndSaysWhy() throws IOException {
    Files.createDirectories(root.resolve("lib/modules/9.9"));
    world.tree.conf("a.conf", "install side up");
    assertTells(Program.run("modprobe", "--root", root.toString(), "--release", "9.9", "top"), "lib/modules/9.9, which was never indexed: run depmod");
    assertEquals("install up \n", Program.run("modprobe", "-D", "--root", root.toString(), "--release", "9.9", "side").out());
  }

  @Test
  void insert_quiet_hidesEveryMessageButNotTheExitCode() throws IOException {
    assertSilent(1, world.run("-q", "nosuch"));
    assertSilent(1, world.run(world.script("fail base ENOKEY"), "-q", "top"));
    assertSilent(0, world.run("--simulate", "-q", "-v", "side"));
    assertEquals(insmod("side", ""), world.run("--simulate", "-v", "-q", "-vvvvv", "side").out());
  }

  @Test
  void insert_nameOfTheKernel_isNeverTakenForAnOption() {
    assertSilent(1, world.run("-q", "--", "-D"));
    assertSilent(0, world.run("--simulate", "-q", "--", "side"));
  }

  @Test
  void modprobeOptions_comeFirstAndKeepWhatIsQuoted() throws IOException {
    Path directory = Files.createDirectories(root.resolve("with blank"));
    Files.writeString(directory.resolve("a.conf"), "options side a=1\n");
    Map<String, String> environment = Map.of("MODPROBE_OPTIONS", "  -C '" + directory + "'\t\"-D\"  ");
    assertEquals(insmod("side", "a=1 "), world.under(environment, "side").out());
    assertEquals(insmod("side", "a=1 b=2"), world.under(Map.of("MODPROBE_OPTIONS", "-C '" + directory + "' -D side"), "b=2").out());
    assertTells(world.under(Map.of("MODPROBE_OPTIONS", "-C 'open"), "side"), "MODPROBE_OPTIONS has a quote that is not closed");
    assertTells(world.under(Map.of("MODPROBE_OPTIONS", "--bogus"), "side"), "--bogus");
  }

  @Test
  void commandLine_wrong_isOne() {
    assertTells(world.run(), "missing parameters");
    assertTells(world.run("-l"), "-l");
    assertTells(world.run("-t", "net", "side"), "-t");
    assertTells(world.run("--rem", "side"), "ambiguous");
    assertTells(world.run("-w", "5x", "side"), "unexpected wait value '5x'");
    assertTells(world.run("-C"), "--config");
  }

  @Test
  void help_andVersion_areOnStandardOutput() {
    Program help = world.run("-h");
    assertEquals(0, help.status());
    assertTrue(help.out().contains("--show-depends") && help.out().contains("--remove-holders"), help.out());
    assertEquals("", help.err());
    Program version = world.run("-V");
    assertEquals(0, version.status());
    assertTrue(version.out().matches("hotprobe \\S+\n"), version.out());
  }

  @Test
  void showConfig_withoutATree_showsTheConfigurationAlone() throws IOException {
    world.tree.conf("a.conf", "options side a=1", "blacklist base");
    Program program = Program.run("modprobe", "-c", "--root", root.toString(), "--release", "9.9");
    assertEquals(0, program.status(), program.err());
    assertTrue(program.out().startsWith("blacklist base\noptions side a=1\n\n# End of configuration files. Dumping indexes now:\n\n"), program.out());
  }

  @Test
  void controlBytes_inANameOrParameter_neverReachTheTerminalInMessages() {
    assertTells(world.run("evil\u001b[2J"), "evil\\x1b[2J");
    assertEquals("insmod " + world.file("side") + " a=\n", world.run("-D", "side", "a=").out());
  }

  @Test
  void worldOptions_inKmodsForm_areTakenToo() throws IOException {
    Program program = Program.run("modprobe", "-d", root.toString(), "-S", SmallWorld.RELEASE, "-C", "/nonexistent", "-D", "side");
    assertEquals(new Program(0, insmod("side", ""), ""), program);
  }
}
