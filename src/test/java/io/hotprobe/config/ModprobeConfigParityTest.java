package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.modalias.AliasPattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same lines in the same order as the installed kmod reads, and the same ones of them in force. */
class ModprobeConfigParityTest {

  private static final Path REAL_COMMAND_LINE = Path.of("/proc/cmdline");
  private static final String[] NAMES = {"a", "Z", "10", "9", "_", "modules", "modules.softdep", "modules.softdepx", "z", "\u007e"};

  @TempDir Path directory;
  private TempRoot root;

  @BeforeEach
  void kmod() {
    assumeTrue(InstalledKmod.VERSION > 0, "kmod's modprobe is not installed");
    root = new TempRoot(directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alias usb:v*p-[a-c-]* snd-usb extra\nalias x off\nalias a] b\nalias a b[\nalias a\nalias -- --\n",
        "blacklist a-b\nblacklist\n blacklist\tc d\nblacklist c\nblacklist [a-b]-c\n",
        "options m\noptions m \noptions m  \noptions m \t a=1\tb=\"x y\" # z \noptions m-n a-b=1\n",
        "install m\ninstall m \ninstall m-[-] /bin/true $CMDLINE_OPTS # x\ninstall  m   /bin/x\t\ty \nremove m-* \\\n/bin/y\n",
        "softdep m pre: a b post: c\nsoftdep m post: c pre: a pre: b\nsoftdep m a pre:b\nsoftdep m pre:\nsoftdep m pre: pre: post: pre:\n",
        "softdep m-x pre: a-b\rc\fd\u000be\nsoftdep m \t pre:\ta\t\nsoftdep [x pre: a\n",
        "softdep m  pre: a post: b\nsoftdep m   pre: a\nsoftdep m \tpre: a\nsoftdep m  x pre: a\n",
        "weakdep m a b\nweakdep m\nweakdep m-* a-b\tc\n",
        "# c\n#\\\nblacklist hidden\n # bad\nblacklist a # b\n\n  \n\t\n#",
        "black\\\nlist a\nblacklist \\b\\-\\\\c\nblacklist a\\ b\nblacklist a\\\n  b\n\\# blacklist x\n\\\n\\\nblacklist y\n",
        "Blacklist a\nBLACKLIST b\nblacklist: c\ninclude /etc/x\nconfig y\nblacklist d\n",
        "blacklist a\r\nalias b c\r\noptions d e\r\n\r\nsoftdep m pre: a\r\n",
        "blacklist a\0b\nalias x\0 y\noptions m a\0b\nblacklist b\n\0blacklist c\nblacklist d\\\n\0e\n",
        "blacklist \u00e9-\u00ff\noptions \u00ff \u0080\ninstall \u0001 \u001b\n",
        "blacklist no-line-end-at-the-end",
        "alias a/b c\noptions a/b c\ninstall a/b/* c/d\n",
        ""
      })
  void read_handWrittenFile_isReadAlike(String text) throws IOException {
    root.file("conf/a.conf", text);
    assertParity(sources(REAL_COMMAND_LINE, "conf"));
  }

  @Test
  void read_longLine_isReadAlike() throws IOException {
    root.file("conf/a.conf", "options m " + "x".repeat(LogicalLines.LONGEST_LINE - 10) + "\nsoftdep m pre: " + "a ".repeat(20000) + "\n");
    assertParity(sources(REAL_COMMAND_LINE, "conf"));
  }

  @Test
  void read_severalPlaces_areOrderedAndHiddenAlike() throws IOException {
    root.file("one/b.conf", "blacklist one_b\n").file("two/b.conf", "blacklist two_b\n").file("two/10.conf", "blacklist two_10\n");
    root.file("one/Z.conf", "blacklist one_z\n").file("one/README", "blacklist readme\n").file("one/.conf", "blacklist short\n");
    root.file("one/.a.conf", "blacklist hidden\n").file("one/d.conf/x.conf", "blacklist deep\n").file("two/d.conf", "blacklist two_d\n");
    root.link("one/n.conf", "/dev/null").file("two/n.conf", "blacklist two_n\n").link("two/l.conf", "../one/README");
    root.file("single", "blacklist single\n").file("x/b.conf", "blacklist x_b\n").file("x/modules.softdep", "blacklist x_softdep\n");
    root.file("lib/modules/1.0/modules.softdep", "softdep m pre: shipped\n").file("one/n0.conf", "softdep m pre: late\n");
    for (List<String> places :
        List.of(
            List.of("one", "two"),
            List.of("two", "one"),
            List.of("x/b.conf", "one", "two"),
            List.of("one", "single", "x/b.conf", "two"),
            List.of("x/modules.softdep", "one"),
            List.of("missing", "two"),
            List.of("missing"))) {
      assertParity(sources(REAL_COMMAND_LINE, places.toArray(String[]::new)));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void read_generatedTree_isReadAlike(long seed) throws IOException {
    ConfigGenerator generator = new ConfigGenerator(seed);
    for (int i = 1 + generator.below(6); i > 0; i--) {
      root.file(generator.one("one", "two", "three") + "/" + generator.one(NAMES) + ".conf", generator.file());
    }
    root.file("lib/modules/1.0/modules.softdep", generator.file());
    assertParity(sources(REAL_COMMAND_LINE, "two", "one", "three"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quiet a.b c.d=1\te.f=2\ng.h=1",
        "a.b=1\"x y\"z snd-hda.c-d=e-f l.m= c.d=\"q",
        "\"a.b=1\" \"c.d=2 3\" \"e.f\" e\".f=3\" g\".\"h=1 i.\"j=1 2\" i.j\"k=1 2\" z.z",
        "q.r='1 2' -- s.t=1 a=b.c=d a.b.c a.b=c.d=e",
        "modprobe.blacklist=a\"b c\",d \"modprobe.blacklist=e f,g\" modprobe.blacklist modprobe.x=1",
        "mod-probe.blacklist=z modprobe.blacklist=",
        "modprobe.blacklist=snd-hda-intel,,b,",
        "a[.b=1 c].d=1 a-[-].e-f=1 .g=1 h.=1 i.=2 =.x=1",
        "a.b=\"c\"d\"e f\" g.h=\"\" \"i.j=\" \"\"k.l=1 \"m n.o=p\" \"m.n o=p\" r.s=\"a\tb\"",
        "",
        "\n"
      })
  void commandLine_handWritten_isReadAlike(String text) throws IOException {
    assertCommandLineParity(text);
  }

  @Test
  void commandLine_longerThanIsRead_isCutAlike() throws IOException {
    assertCommandLineParity("x".repeat(KernelCommandLine.LONGEST - 6) + " a.b=123456 c.d=1");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void commandLine_generated_isReadAlike(long seed) throws IOException {
    assertCommandLineParity(new ConfigGenerator(seed).commandLine());
  }

  /** Which lines count for a module: the plan kmod makes against the one these queries give. */
  @ParameterizedTest
  @MethodSource("fewSeeds")
  void queries_generatedTree_giveThePlanOfKmod(long seed) throws IOException {
    for (String module : List.of("m-1", "m_2", "m3", "leaf1", "leaf2")) {
      root.file("lib/modules/1.0/kernel/" + module + ".ko", "");
    }
    InstalledKmod.depmod(directory);
    root.file("lib/modules/1.0/modules.softdep", "softdep m3 pre: leaf1\n");
    ConfigGenerator generator = new ConfigGenerator(seed);
    for (String file : List.of("a", "b", "z")) {
      root.file("conf/" + file + ".conf", planLines(generator));
    }
    ConfigSources sources = sources(REAL_COMMAND_LINE, "conf");
    ModprobeConfig config = root.read(sources);
    for (String name : List.of("m_1", "m_2", "m3", "leaf1", "alx", "aly")) {
      List<String> theirs = InstalledKmod.plan(sources, name).stream().filter(line -> !line.isEmpty()).toList();
      assertEquals(theirs.stream().map(String::stripTrailing).toList(), plan(config, name), name);
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  static IntStream fewSeeds() {
    return IntStream.range(0, 25);
  }

  private static String planLines(ConfigGenerator generator) {
    StringBuilder text = new StringBuilder();
    for (int i = 2 + generator.below(6); i > 0; i--) {
      String pattern = generator.one("m-1", "m_1", "m_2", "m3", "m*", "m_?", "m[_3]*", "m_[2]", "leaf1");
      String line =
          switch (generator.below(6)) {
            case 0 -> "install " + pattern + " cmd" + generator.below(9);
            case 1, 2 -> "options " + generator.one(pattern, "al*", "al?", "alx") + " o" + generator.below(9) + "=1";
            case 3 -> "softdep " + pattern.replace("leaf1", "m3") + generator.one(" pre: leaf1 post:", " post: leaf2", " x");
            case 4 -> "alias " + generator.one("al*", "al?", "al[x]", "alx") + " " + generator.one("m-1", "m_2", "m3");
            default -> "blacklist " + pattern;
          };
      text.append(line).append('\n');
    }
    return text.toString();
  }

  private List<String> plan(ModprobeConfig config, String name) {
    List<String> plan = new ArrayList<>();
    for (AliasLine alias : config.aliases()) {
      boolean matches = AliasPattern.matches(alias.pattern(), name);
      if (matches && config.blacklist(alias.module()).isEmpty()) {
        plan.addAll(planOf(config, alias.module().value(), alias.pattern()));
      }
    }
    return name.startsWith("al") ? plan : planOf(config, name, null);
  }

  private List<String> planOf(ModprobeConfig config, String module, String alias) {
    Optional<Softdep> softdep = config.softdep(TempRoot.module(module));
    Set<String> order = new LinkedHashSet<>(softdep.map(Softdep::pre).orElse(List.of()));
    order.add(module);
    order.addAll(softdep.map(Softdep::post).orElse(List.of()));
    List<String> plan = new ArrayList<>();
    for (String step : order) {
      boolean asked = step.equals(module);
      plan.add(step(config, step, asked ? alias : null, asked && order.size() > 1));
    }
    return plan;
  }

  /** A module with soft dependencies loses its install command. */
  private String step(ModprobeConfig config, String name, String alias, boolean commandLost) {
    var module = TempRoot.module(name);
    Optional<Command> install = commandLost ? Optional.empty() : config.install(module);
    String file = directory.resolve("lib/modules/1.0/kernel/" + name.replace("m_1", "m-1") + ".ko").toString();
    String command = install.map(line -> "install " + line.command()).orElse("insmod " + file);
    return (command + " " + config.options(module, alias)).stripTrailing();
  }

  private void assertCommandLineParity(String text) throws IOException {
    assumeTrue(InstalledKmod.NAMESPACE != null, "no mount namespace allowed here, so /proc/cmdline cannot be replaced");
    root.file("cmdline", text);
    assertParity(sources(directory.resolve("cmdline"), "missing"));
  }

  private ConfigSources sources(Path commandLine, String... places) {
    List<Path> paths = new ArrayList<>();
    for (String place : places) {
      paths.add(directory.resolve(place));
    }
    return new ConfigSources(paths, Optional.of(directory.resolve("lib/modules/1.0")), Optional.of(commandLine));
  }

  private void assertParity(ConfigSources sources) throws IOException {
    List<String> theirs = new ArrayList<>();
    for (String line : InstalledKmod.config(sources)) {
      theirs.add(comparable(line));
    }
    assertEquals(String.join("\n", theirs), String.join("\n", dump(root.read(sources))));
  }

  /**
   * What versions of kmod agree on: some print {@code pre: apost: b}. That brackets protect a dash is of no use in an alias's target,
   * which is a module.
   */
  private static String comparable(String line) {
    if (line.startsWith("alias ")) {
      int target = line.lastIndexOf(' ');
      return line.substring(0, target) + line.substring(target).replace('-', '_');
    }
    return line.startsWith("softdep ") ? line.replace(" post: ", "post: ") : line;
  }

  private static List<String> dump(ModprobeConfig config) {
    List<String> dump = new ArrayList<>();
    config.blacklists().forEach(line -> dump.add("blacklist " + line.module()));
    config.installs().forEach(line -> dump.add("install " + line.pattern() + " " + line.command()));
    config.removes().forEach(line -> dump.add("remove " + line.pattern() + " " + line.command()));
    config.aliases().forEach(line -> dump.add("alias " + line.pattern() + " " + line.module()));
    config.options().forEach(line -> dump.add("options " + line.name() + " " + line.text()));
    config.softdeps().forEach(line -> dump.add(comparable(dump(line))));
    if (InstalledKmod.knowsWeakdep()) {
      config.weakdeps().forEach(line -> dump.add("weakdep " + line.pattern() + " " + String.join(" ", line.modules())));
    }
    return dump;
  }

  private static String dump(Softdep line) {
    String pre = line.pre().isEmpty() ? "" : "pre: " + String.join(" ", line.pre());
    String post = line.post().isEmpty() ? "" : "post: " + String.join(" ", line.post());
    return "softdep " + line.pattern() + " " + pre + post;
  }
}
