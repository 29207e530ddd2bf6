package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a modules.conf means to the rest of the program, and when it is read at all. */
class LoweringTest {

  @TempDir Path directory;
  private TempRoot root;

  @BeforeEach
  void setUp() {
    root = new TempRoot(directory);
  }

  private ModprobeConfig read(String... lines) throws IOException {
    return root.file("etc/modules.conf", String.join("\n", lines) + "\n").read();
  }

  private static List<String> aliases(ModprobeConfig config) {
    return config.aliases().stream().map(line -> line.pattern() + " " + line.module()).toList();
  }

  private static String options(ModprobeConfig config, String module, String alias) {
    return config.options(TempRoot.module(module), alias);
  }

  @Test
  void alias_chain_leadsToItsEnd() throws IOException {
    ModprobeConfig config = read("alias eth0 card", "alias card ne2k-pci", "alias eth0 3c509", "alias eth1 card");
    assertEquals(List.of("eth0 3c509", "card ne2k_pci", "eth1 ne2k_pci"), aliases(config));
    assertEquals(1, config.aliases().get(0).at().line() == 3 ? 1 : 0, "the later line replaces the earlier");
  }

  @Test
  void alias_sameNameWithDashAndUnderscore_isOne() throws IOException {
    assertEquals(List.of("net_pf_4 spx"), aliases(read("alias net-pf-4 ipx", "alias net_pf_4 spx")));
  }

  @Test
  void alias_circle_isToldAndLeftOut() throws IOException {
    ModprobeConfig config = read("alias a b", "alias b c", "alias c a", "alias d m", "alias e e");
    assertEquals(List.of("d m"), aliases(config));
    assertEquals(4, root.said().size(), root.said().toString());
    assertTrue(root.said().get(0).startsWith("etc/modules.conf:1: the alias 'a' goes in a circle"), root.said().get(0));
  }

  @Test
  void alias_chainAtTheBound_isFollowed() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Chains.LONGEST; i++) {
      text.append("alias a").append(i).append(" a").append(i + 1).append('\n');
    }
    assertEquals("a0 a1000", aliases(read(text.toString())).get(0));
    assertEquals("a1 a1001", aliases(read(text + "alias a1000 a1001")).get(0), "the one before it is too long");
    assertEquals(1, root.said().size());
  }

  @Test
  void alias_offAndNull_areKeptApart() throws IOException {
    ModprobeConfig config = read("alias net-pf-10 off", "alias char-major-10 null", "alias x net-pf-10", "alias /dev/x* off");
    assertEquals(List.of(), aliases(config));
    assertEquals(EmptyAlias.Kind.OFF, config.emptyAlias("net_pf_10").orElseThrow().kind());
    assertEquals(EmptyAlias.Kind.NULL, config.emptyAlias("char_major_10").orElseThrow().kind());
    assertEquals(3, config.emptyAlias("x").orElseThrow().at().line());
    assertEquals(EmptyAlias.Kind.OFF, config.emptyAlias("/dev/x17").orElseThrow().kind());
    assertEquals(Optional.empty(), config.emptyAlias("net_pf_1"));
  }

  @Test
  void alias_devfsNames_mayBePatternsAndNameThemselves() throws IOException {
    ModprobeConfig config = read("alias /dev/sg* /dev/sg", "probeall /dev/sg scsi-hosts sg", "alias /dev/hd? ide", "alias [x] y");
    assertEquals(List.of("/dev/hd? ide"), aliases(config));
    assertEquals(List.of("scsi-hosts", "sg"), config.probe("/dev/sg3").orElseThrow().modules());
    assertEquals(List.of("scsi-hosts", "sg"), config.probe("/dev/sg").orElseThrow().modules());
    assertTrue(root.said().get(0).contains("nobody asks for '[x]'"), root.said().toString());
  }

  @Test
  void options_ofTheChain_areMergedByKeyTheNameAskedForFirst() throws IOException {
    ModprobeConfig config =
        read("alias eth0 card", "alias card ne", "options eth0 io=0x340 x", "options ne irq=5 io=0x300 bad=1", "options card irq=7 y=2");
    assertEquals("irq=7 io=0x340 bad=1 y=2 x", options(config, "ne", "eth0"));
    assertEquals("irq=7 io=0x300 bad=1 y=2", options(config, "ne", "card"));
    assertEquals("irq=5 io=0x300 bad=1", options(config, "ne", null));
  }

  @Test
  void options_valueWithBlanks_getsTheQuotesOfTheKernel() throws IOException {
    assertEquals("s=\"a b\" t=1", options(read("options m 's=a b' t=1"), "m", null));
  }

  @Test
  void options_renamedModule_isToldAndKeepsItsOptions() throws IOException {
    assertEquals("io=1", options(read("options dummy0 -o dummy0 io=1"), "dummy0", null));
    assertTrue(root.said().get(0).contains("a module keeps its name"), root.said().toString());
  }

  @Test
  void options_withK_keepTheModuleOfTheAlias() throws IOException {
    ModprobeConfig config = read("alias eth0 ne", "options -k eth0 io=1", "options other io=1");
    assertEquals(2, config.keep(TempRoot.module("ne")).orElseThrow().line());
    assertTrue(config.keep(TempRoot.module("other")).isEmpty());
    assertEquals("io=1", options(config, "ne", "eth0"));
  }

  @Test
  void aboveAndBelow_areSoftDependenciesOfTheModule() throws IOException {
    ModprobeConfig config = read("alias eth0 ne", "below eth0 8390", "add below ne crc", "above ne log", "above other x");
    Softdep softdep = config.softdep(TempRoot.module("ne")).orElseThrow();
    assertEquals(List.of("8390", "crc"), softdep.pre());
    assertEquals(List.of("log"), softdep.post());
    assertEquals(List.of("x"), config.softdep(TempRoot.module("other")).orElseThrow().post());
  }

  @Test
  void commands_ofTheChain_runInItsOrderFirstLinePerName() throws IOException {
    ModprobeConfig config =
        read("alias eth0 ne", "install ne i2", "install eth0 i1", "pre-install ne h2", "pre-install eth0 h1", "pre-install ne h3");
    assertEquals("{ i1\n} && { i2\n}", config.install(TempRoot.module("ne"), "eth0").orElseThrow().command());
    assertEquals("i2", config.install(TempRoot.module("ne"), null).orElseThrow().command());
    assertEquals(List.of("h1", "h2"), config.hooks(Hook.PRE_INSTALL, TempRoot.module("ne"), "eth0").stream().map(Command::command).toList());
  }

  @Test
  void probe_byAliasAndByName_isFound() throws IOException {
    ModprobeConfig config = read("alias block-major-11 host", "probeall host a b", "probe eth c d", "add probe eth e");
    assertEquals(Probe.Until.ALL, config.probe("block_major_11").orElseThrow().until());
    assertEquals(List.of("c", "d", "e"), config.probe("eth").orElseThrow().modules());
    assertEquals(Probe.Until.FIRST, config.probe("eth").orElseThrow().until());
    assertEquals(List.of(), aliases(config));
  }

  @Test
  void paths_depfileAndPrune_areWhereModulesAreFound() throws IOException {
    var paths = read("path=/a", "path[net]=" + directory + "/b", "depfile=/d", "prune x y").modulePaths().orElseThrow();
    assertEquals(List.of(directory.resolve("a"), directory.resolve("b")), paths.directories());
    assertEquals(Optional.of(directory.resolve("d")), paths.dependencies());
    assertTrue(paths.pruned().contains("y"));
  }

  @Test
  void choice_onlyAModulesConf_isRead() throws IOException {
    assertTrue(read("alias a b").modulesConf().isPresent());
    assertEquals(List.of(), root.said());
  }

  @Test
  void choice_filesInModprobeD_winAndThatIsSaidOnce() throws IOException {
    root.file("usr/lib/modprobe.d/x.conf", "alias a c\n");
    assertEquals(List.of("a c"), aliases(read("alias a b")));
    assertEquals(1, root.said().size());
    assertTrue(root.said().get(0).startsWith("etc/modules.conf: is not read"), root.said().get(0));
    assertTrue(root.said().get(0).contains("--config-dir"), root.said().get(0));
  }

  @Test
  void choice_softdepsOfTheRelease_areReadBesideIt() throws IOException {
    root.file("lib/modules/1.0/modules.softdep", "softdep m pre: x\n").file("proc/cmdline", "n.a=1\n");
    ModprobeConfig config = read("alias a m");
    assertEquals(List.of("x"), config.softdep(TempRoot.module("m")).orElseThrow().pre());
    assertEquals("a=1", options(config, "n", null));
    assertTrue(config.modulesConf().isPresent());
  }

  @Test
  void choice_confModules_isReadWithAWarning() throws IOException {
    assertEquals(List.of("a b"), aliases(root.file("etc/conf.modules", "alias a b\n").read()));
    assertTrue(root.said().get(0).contains("rename it to modules.conf"), root.said().toString());
    assertEquals(List.of("a c"), aliases(read("alias a c")));
  }

  @ParameterizedTest
  @CsvSource({"modules.conf,'',true", "conf.modules,'',true", "x.conf,'# Generated by modprobe -c (2.4.1)',true", "x.conf,'# Generated',false"})
  void choice_fileThatIsNamed_byItsNameOrFirstLine(String name, String first, boolean old) throws IOException {
    root.file("etc/modprobe.d/a.conf", "").file("some/" + name, first + "\nalias a b\nalias b c\n");
    ModprobeConfig config = root.read(ConfigSources.defaults(directory).withDirectories(List.of(directory.resolve("some/" + name))));
    assertEquals(old, config.modulesConf().isPresent());
    assertEquals(old ? "a c" : "a b", aliases(config).get(0));
  }

  @Test
  void choice_directoryThatIsNamed_isNoModulesConf() throws IOException {
    root.file("etc/modules.conf", "alias a b\n");
    Files.createDirectories(directory.resolve("none"));
    ModprobeConfig config = root.read(ConfigSources.defaults(directory).withDirectories(List.of(directory.resolve("none"))));
    assertFalse(config.modulesConf().isPresent());
  }

  @Test
  void watched_modulesConfAndWhatItIncludes_areThere() throws IOException {
    root.file("etc/more", "path=/x\n");
    List<Path> watched = read("include more").watched();
    assertTrue(watched.containsAll(List.of(directory.resolve("etc/modules.conf"), directory.resolve("etc/more"), directory.resolve("x"))));
    assertThrows(InvalidConfigException.class, () -> read("nonsense"));
  }

  @Test
  void alias_manyLongChains_areBounded() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 900; i++) {
      text.append("alias a").append(i).append(" a").append(i + 1).append('\n');
    }
    for (int i = 0; i < 2000; i++) {
      text.append("alias b").append(i).append(" a0\n");
    }
    assertTrue(aliases(read(text.toString())).size() < 2900);
    assertTrue(root.said().get(0).contains("the aliases lead over more than " + Lowering.MOST_CHAINED), root.said().get(0));
  }
}
