package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadCommandTest {

  @TempDir Path root;

  private SmallWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world =
        new SmallWorld(root).module("base").module("one", "base").module("two").alias("p:1*", "one").alias("p:*", "two").builtin("inside").write();
  }

  private Program load(String... more) {
    List<String> all = new ArrayList<>(List.of("load", "--root", root.toString(), "--release", SmallWorld.RELEASE));
    all.addAll(Arrays.asList(more));
    return Program.run(all.toArray(new String[0]));
  }

  private String script(String... lines) throws IOException {
    Path file = root.resolve("kernel.script");
    Files.write(file, List.of(lines));
    return "--script=" + file;
  }

  @Test
  void load_simulated_tellsEachOutcomeInOrder() throws IOException {
    Program program = load(script(), "p:1", "inside");
    assertEquals(0, program.status(), program.err());
    List<String> lines = program.out().lines().map(line -> line.replaceAll(" in .*", "")).toList();
    assertEquals(List.of("loaded base", "loaded one", "loaded two", "inside is builtin"), lines);
    assertEquals("", program.err());
  }

  @Test
  void load_simulatedTwice_theKernelRemembersWithinOneRun() throws IOException {
    Program program = load(script(), "one", "one");
    assertEquals(List.of("base is live already", "one is live already"), program.out().lines().skip(2).toList());
  }

  @Test
  void load_failure_isOneAndSaysWhy() throws IOException {
    Program program = load(script("fail base ENOKEY"), "one", "two");
    assertEquals(1, program.status());
    List<String> lines = program.out().lines().toList();
    assertTrue(lines.get(0).startsWith("could not load base: finit_module " + world.moduleDirectory() + "/kernel/base.ko: ENOKEY"), lines.get(0));
    assertTrue(lines.get(0).contains("sign"), "a remedy: " + lines.get(0));
    assertEquals("one not tried: its dependency base is not usable", lines.get(1));
    assertTrue(lines.get(2).startsWith("loaded two"), "the others are loaded");
  }

  @Test
  void load_unknownName_isOneAndSaysSo() throws IOException {
    Program program = load(script(), "nosuch", "two");
    assertEquals(1, program.status());
    assertTrue(program.err().startsWith("hotprobe load: nosuch: no module of this release answers to it"), program.err());
    assertTrue(program.out().startsWith("loaded two"));
  }

  @Test
  void load_blacklistedModalias_isOneAndNamesTheLine() throws IOException {
    world.conf("a.conf", "blacklist one", "blacklist two");
    Program program = load(script(), "p:1");
    assertEquals(1, program.status());
    assertEquals("", program.out());
    assertTrue(program.err().contains("one is blacklisted by " + root.resolve("etc/modprobe.d/a.conf") + ":1"), program.err());
    assertTrue(program.err().contains("two is blacklisted by " + root.resolve("etc/modprobe.d/a.conf") + ":2"), program.err());
    assertEquals(0, load(script(), "one").status(), "by its own name it is loaded");
  }

  @Test
  void load_installCommand_isSimulatedToo() throws IOException {
    world.conf("a.conf", "install two up $CMDLINE_OPTS", "options two a=1");
    Program good = load(script(), "two");
    assertTrue(good.out().startsWith("ran 'up a=1' for two"), good.out());
    Program bad = load(script("exit 9 up a=1"), "two");
    assertEquals(1, bad.status());
    assertTrue(bad.out().contains("a.conf:1: exit status 9"), bad.out());
  }

  @Test
  void load_showPlan_tellsWhyAndLoadsNothing() throws IOException {
    world.conf("a.conf", "options one a=1", "softdep one post: two");
    Program program = load("--show-plan", "p:1", "inside");
    assertEquals(0, program.status(), program.err());
    String directory = world.moduleDirectory().resolve("kernel") + "/";
    assertEquals(
        List.of(
            "insmod " + directory + "base.ko    # dependency of one",
            "insmod " + directory + "one.ko a=1    # claims it by 'p:1*' (modules.alias)",
            "insmod " + directory + "two.ko    # softdep post of one (" + root.resolve("etc/modprobe.d/a.conf") + ":2)",
            "builtin inside    # claims it by 'inside' (modules.builtin)"),
        program.out().lines().toList());
    assertEquals(1, load("--show-plan", "nosuch").status());
  }

  @Test
  void load_dryRun_honoursWhatIsLiveAndLoadsNothing() throws IOException {
    Path sys = Files.createDirectories(root.resolve("sys/module/base"));
    Files.writeString(sys.resolve("initstate"), "live\n");
    Program program = load("--dry-run", "one");
    assertEquals(0, program.status(), program.err());
    assertEquals(List.of("base is live already", "would insmod " + world.moduleDirectory().resolve("kernel/one.ko")), program.out().lines().toList());
  }

  @Test
  void load_dryRunAndScript_asksTheKernelInMemoryWhatIsLive() throws IOException {
    Path script = Files.writeString(root.resolve("kernel.script"), "live base\n");
    Program program = load("--dry-run", "--script", script.toString(), "one");
    assertEquals(0, program.status(), program.err());
    assertEquals(List.of("base is live already", "would insmod " + world.moduleDirectory().resolve("kernel/one.ko")), program.out().lines().toList());
  }

  @Test
  void load_wrongScriptLine_isOne() throws IOException {
    Program program = load(script("# fine", "explode one"), "one");
    assertEquals(1, program.status());
    assertTrue(program.err().startsWith("hotprobe load: ") && program.err().contains("kernel.script:2: 'explode'"), program.err());
    assertEquals("", program.out());
  }

  @Test
  void load_scriptThatIsADirectory_isNamed() {
    Program program = load("--script=" + root, "two");
    assertEquals(new Program(1, "", "hotprobe load: the simulation script " + root + " cannot be read: it is a directory\n"), program);
  }

  @Test
  void load_controlBytesOfTheCommandLine_areEscaped() throws IOException {
    Program program = load(script(), "evil\u001b[2Jname");
    assertTrue(program.err().contains("evil\\x1b[2Jname"), program.err());
  }

  @Test
  void load_noTree_isOne() {
    Program program = Program.run("load", "--root", root.toString(), "--release", "9.9", "--show-plan", "x");
    assertEquals(1, program.status());
    assertTrue(program.err().startsWith("hotprobe load: "), program.err());
  }

  @Test
  void load_simulateBeforeAName_doesNotTakeTheNameForAScript() {
    Program program = load("--simulate", "two");
    assertEquals(0, program.status(), program.err());
    assertTrue(program.out().startsWith("loaded two"), program.out());
  }

  @Test
  void load_scriptThatIsNotThere_saysWhatIsWrong() {
    Program program = load("--script=" + root.resolve("none.script"), "two");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("none.script") && program.err().toLowerCase(java.util.Locale.ROOT).contains("no such file"), program.err());
  }

  private void modulesConf(String... lines) throws IOException {
    Files.write(Files.createDirectories(root.resolve("etc")).resolve("modules.conf"), List.of(lines));
  }

  @Test
  void load_modulesConf_namesOfTheKernelOptionsAndProbes() throws IOException {
    modulesConf("alias char-major-4 one", "options one io=0x300", "probe eth0 gone two one", "alias net-pf-10 off");
    Program program = load("--show-plan", "char-major-4-64");
    assertTrue(program.out().contains("/kernel/one.ko io=0x300"), program.out());
    Program probed = load(script("fail two ENODEV"), "eth0");
    assertEquals(0, probed.status(), probed.out() + probed.err());
    assertTrue(probed.out().contains("loaded one in"), probed.out());
    Program off = load(script(), "net-pf-10");
    assertEquals(0, off.status());
    assertEquals("net-pf-10 is switched off by " + root.resolve("etc/modules.conf") + ":4\n", off.out());
  }

  @Test
  void load_modulesConfInADryRun_runsNoCommandOfItsWords() throws IOException {
    modulesConf("options one a=`touch " + root.resolve("ran") + "`");
    for (String option : List.of("--show-plan", "-n", "--simulate")) {
      assertEquals(0, load(option, "one").status(), option);
      assertTrue(Files.notExists(root.resolve("ran")), option);
    }
    assertEquals(1, load("one").status(), "with --root there is no kernel to load it into");
    assertTrue(Files.exists(root.resolve("ran")), "the command is one that runs");
  }

  @Test
  void load_planned_showsTheHooksThatALoadWouldRun() throws IOException {
    modulesConf("pre-install one /bin/up", "post-install one /bin/down", "pre-install inside /bin/never");
    String file = "insmod " + world.moduleDirectory().resolve("kernel/one.ko");
    String at = root.resolve("etc/modules.conf").toString();
    assertEquals(
        List.of("would run '/bin/up' before one", "would " + file, "would run '/bin/down' after one"),
        load("-n", "one").out().lines().skip(1).toList());
    assertEquals(
        List.of("pre-install /bin/up    # before one (" + at + ":1)", file + "    # claims it by 'one' (modules.dep)",
            "post-install /bin/down    # after one (" + at + ":2)"),
        load("--show-plan", "one").out().lines().skip(1).toList());
    assertFalse(load("-n", script("live one"), "one").out().contains("/bin/"), "what is live has no turn");
    assertFalse(load("--show-plan", "inside").out().contains("/bin/"), "what is builtin has no turn");
  }

  @Test
  void load_modulesConfThatMakesNoSense_isOneAndNamesTheLine() throws IOException {
    modulesConf("alias a one", "nonsense");
    Program program = load(script(), "one");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("etc/modules.conf:2: invalid line: 'nonsense'"), program.err());
  }

  @Test
  void load_nameThatIsNearlyOne_isToldWhichThereIs() throws IOException {
    new SmallWorld(root).module("usb-storage").module("usbhid").write();
    Program program = load(script(), "usb_storge");
    assertEquals("hotprobe load: usb_storge: no module of this release answers to it; there is usb_storage\n", program.err());
  }
}
