package io.hotprobe.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.config.ConfigDump;
import io.hotprobe.config.ConfigSources;
import io.hotprobe.config.ModprobeConfig;
import io.hotprobe.config.ModulesConfGenerator;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names under a modules.conf: those of the book, and those the kernel asks for today. */
class OldNamesTest {

  private static final int ROUNDS = 100;

  @TempDir Path root;
  private SmallWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world = new SmallWorld(root);
    for (String module : List.of("serial", "floppy", "msdos", "isofs", "plip", "ppp", "slhc", "ipv6", "ne", "tulip", "loop", "ppp_generic")) {
      world.module(module);
    }
    world.alias("block-major-2-*", "floppy").alias("char-major-6-*", "ppp").alias("fs-iso9660", "isofs").alias("net-pf-10", "ipv6");
    world.alias("fs-msdos", "msdos");
    world.write();
  }

  private Resolver resolver(Path file) throws IOException {
    ConfigSources sources =
        ConfigSources.defaults(root).withModuleDirectory(world.moduleDirectory()).withDirectories(List.of(file));
    return Resolver.open(world.moduleDirectory(), sources, world.diagnostics::add);
  }

  private Resolver resolver(String text) throws IOException {
    return resolver(Files.writeString(Files.createDirectories(root.resolve("etc")).resolve("modules.conf"), text, StandardCharsets.ISO_8859_1));
  }

  private static String modules(Resolver resolver, String name) {
    return String.join(",", resolver.matches(Modalias.of(name), new AliasHits()).stream().map(match -> match.module().value()).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "alias char-major-4 serial,char-major-4,serial",
    "alias char-major-4 serial,char-major-4-64,serial",
    "alias char-major-4-64 ne,char-major-4-64,ne",
    "alias char-major-4 serial,char-major-5-1,''",
    "'',block-major-2,floppy",
    "'',block-major-2-0,floppy",
    "alias block-major-2 loop,block-major-2-0,loop",
    "alias char-major-6 loop,char-major-6-0,loop",
    "'',char-major-6,ppp",
    "alias dos msdos,dos,msdos",
    "alias dos msdos,fs-dos,msdos",
    "'',dos,msdos",
    "'',fs-dos,msdos",
    "'',iso9660,isofs",
    "'',fs-msdos,msdos",
    "alias msdos loop,fs-msdos,loop",
    "alias plip0 plip,plip0,plip",
    "'',plip0,plip",
    "alias ppp0 ppp,ppp0,ppp",
    "alias ppp0 ppp,netdev-ppp0,ppp",
    "'',netdev-ppp0,ppp_generic",
    "'',net-pf-10,ipv6",
    "alias net-pf-10 ne,net-pf-10,ne",
    "alias eth0 card%alias card ne,eth0,ne",
    "'',gone,''",
    "alias x gone,x,gone"
  })
  void matches_nameOfTheBookOrOfToday_isFound(String text, String name, String expected) throws IOException {
    assertEquals(expected, modules(resolver(text.replace('%', '\n') + "\n"), name));
  }

  @Test
  void resolve_off_loadsNothingAndSaysWhy() throws IOException {
    Resolver resolver = resolver("alias net-pf-10 off\nalias char-major-4 null\n");
    var off = assertInstanceOf(Resolution.Empty.class, resolver.resolve("net-pf-10", ""));
    assertTrue(off.text().startsWith("is switched off by ") && off.text().endsWith("modules.conf:1"), off.text());
    var nothing = assertInstanceOf(Resolution.Empty.class, resolver.resolve("char-major-4-64", ""));
    assertTrue(nothing.text().startsWith("counts as loaded by "), nothing.text());
    assertInstanceOf(Resolution.Empty.class, resolver.resolve(Modalias.of("net-pf-10"), new AliasHits()));
    assertInstanceOf(Resolution.NoMatch.class, resolver.resolve("net-pf-11", ""));
    assertEquals("", modules(resolver, "net-pf-10"), "though a module claims it");
  }

  @Test
  void resolve_modprobeD_knowsNoneOfThis() throws IOException {
    Path directory = Files.createDirectories(root.resolve("modprobe.d"));
    Files.writeString(directory.resolve("a.conf"), "alias char-major-4 serial\nalias net-pf-10 off\n");
    Resolver resolver = resolver(directory);
    assertEquals("", modules(resolver, "char-major-4-64"));
    assertEquals("", modules(resolver, "block-major-2"));
    assertEquals("", modules(resolver, "dos"));
    assertEquals("off", modules(resolver, "net-pf-10"));
  }

  @Test
  void resolve_probe_stepsAreAlternatives() throws IOException {
    Resolver resolver = resolver("probe eth0 tulip gone ne\noptions ne io=1\n");
    assertEquals("tulip,ne", modules(resolver, "eth0"));
    LoadPlan plan = assertInstanceOf(LoadPlan.class, resolver.resolve("eth0", ""));
    assertEquals(LoadPlan.Wanted.ANY, plan.wanted());
    assertEquals(List.of(0), plan.steps().get(1).order().unless());
    assertEquals("io=1", plan.steps().get(1).options());
    assertEquals(Match.Stage.PROBE, resolver.matches(Modalias.of("eth0"), new AliasHits()).get(0).stage());
  }

  @Test
  void resolve_probeThroughTheKernelsForm_isTheProbe() throws IOException {
    Resolver resolver = resolver("alias block-major-11 host\nprobeall host ne off-limits tulip\nalias off-limits off\n");
    LoadPlan plan = assertInstanceOf(LoadPlan.class, resolver.resolve("block-major-11-0", ""));
    assertEquals(2, plan.steps().size());
    assertEquals(List.of(), plan.steps().get(1).order().unless());
    assertEquals(LoadPlan.Wanted.ANY, plan.wanted());
  }

  @Test
  void resolve_probesThatNameEachOther_end() throws IOException {
    Resolver resolver = resolver("probe a b ne\nprobe b a tulip\n");
    assertTrue(modules(resolver, "a").contains("tulip"), modules(resolver, "a"));
    assertInstanceOf(LoadPlan.class, resolver.resolve("a", ""));
  }

  @Test
  void find_pathsOfTheFile_areWhereModulesAreFound() throws IOException {
    Files.createDirectories(root.resolve("opt/deep/er"));
    Files.createFile(root.resolve("opt/deep/er/snarf.o"));
    Files.createFile(root.resolve("opt/deep/ne.ko.xz"));
    assertEquals("snarf", modules(resolver("path[misc]=/opt\n"), "snarf"));
    assertEquals("", modules(resolver("path[misc]=/opt\n"), "tulip"), "below no path");
    assertEquals("snarf,tulip", modules(resolver("keep\npath[misc]=/opt\n"), "snarf") + "," + modules(resolver("keep\npath=/opt\n"), "tulip"));
    LoadPlan plan = (LoadPlan) resolver("path=/opt\n").resolve("ne", "");
    assertEquals("insmod " + root.toRealPath().resolve("opt/deep/ne.ko.xz"), plan.steps().get(0).line().strip());
    assertEquals("", modules(resolver("path=/opt\nprune deep\n"), "snarf"));
  }

  @Test
  void find_depfileOfTheFile_namesTheDependencies() throws IOException {
    Files.writeString(root.resolve("deps"), "kernel/ppp.ko: kernel/slhc.ko\nkernel/slhc.ko:\n");
    assertEquals("", modules(resolver("depfile=/deps\n"), "ne"));
    LoadPlan plan = (LoadPlan) resolver("depfile=/deps\nalias ppp0 ppp\n").resolve("ppp0", "");
    assertEquals(List.of("slhc", "ppp"), plan.steps().stream().map(step -> step.module().value()).toList());
  }

  @Test
  void open_includedFile_isReadInOneGeneration() throws IOException {
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/more"), "alias x ne\n");
    assertEquals("ne", modules(resolver("include more\n"), "x"));
  }

  @Test
  void resolve_dumpReadBack_givesTheSame() throws IOException {
    for (long seed = 0; seed < ROUNDS; seed++) {
      ModulesConfGenerator generator = new ModulesConfGenerator(seed);
      Path file = Files.writeString(root.resolve("modules.conf"), generator.file(), StandardCharsets.ISO_8859_1);
      ConfigSources sources =
          ConfigSources.defaults(root).withModuleDirectory(world.moduleDirectory()).withDirectories(List.of(file));
      StringBuilder dump = new StringBuilder();
      new ConfigDump(dump).write(ModprobeConfig.read(sources, unheard -> {}), world.moduleDirectory(), "1", unheard -> {});
      Resolver first = resolver(file);
      Resolver second = resolver(Files.writeString(root.resolve("dump"), dump, StandardCharsets.ISO_8859_1));
      for (int i = 0; i < 12; i++) {
        String name = generator.asked();
        assertEquals(told(first, name), told(second, name), "seed " + seed + ", name " + name);
      }
    }
  }

  /** All that is to be done for a name, but for the lines that say so. */
  private static String told(Resolver resolver, String name) {
    Resolution resolution = resolver.resolve(name, "");
    if (resolution instanceof LoadPlan plan) {
      StringBuilder told = new StringBuilder(plan.wanted().toString());
      plan.steps().forEach(step -> told.append('\n').append(step.line()).append(' ').append(step.order()));
      return told.toString();
    }
    return resolution instanceof Resolution.Empty empty ? empty.alias().kind().toString() : resolution.toString();
  }
}
