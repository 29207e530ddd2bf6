package io.hotprobe.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.config.Conversion;
import io.hotprobe.config.ModulesConfGenerator;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A modules.conf turned into a file of modprobe.d. */
class ConversionTest {

  private static final int ROUNDS = 100;

  /** The step for a name that is switched off. */
  private static final String OFF = "install /bin/true {}";

  @TempDir Path root;
  private SmallWorld world;
  private final List<Diagnostic> lost = new ArrayList<>();

  @BeforeEach
  void setUp() throws IOException {
    world = new SmallWorld(root);
    for (String module : List.of("m1", "m_2", "m3", "loop", "serial", "b", "a", "ne")) {
      world.module(module);
    }
    world.write();
  }

  private ConfigSources sources(Path place) {
    return ConfigSources.defaults(root).withModuleDirectory(world.moduleDirectory()).withDirectories(List.of(place));
  }

  private Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
  }

  /** Without comments and empty lines. */
  private String convert(String text) throws IOException {
    Path file = write("modules.conf", text);
    return Conversion.text(file, sources(file), lost::add).replaceAll("(?m)^(# .*)?\n", "");
  }

  private List<String> lost() {
    return lost.stream().map(line -> line.toString().replace(root + "/", "")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "alias eth0 ne => alias eth0 ne%alias netdev_eth0 ne",
        "alias ext3 m1 => alias ext3 m1%alias fs_ext3 m1",
        "alias jffs2 m1 => alias jffs2 m1%alias fs_jffs2 m1",
        "alias fs-nfs m1 => alias fs_nfs m1",
        "alias sound-slot-0 m1 => alias sound_slot_0 m1",
        "alias parport_lowlevel m1 => alias parport_lowlevel m1",
        "alias char-major-4 serial => alias char_major_4 serial%alias char_major_4_* serial",
        "alias net-pf-4 off => alias net_pf_4 off%install off /bin/true",
        "alias tty-ldisc-1 null => alias tty_ldisc_1 null%install null /bin/true",
        "options ne io=1 s='a b' => options ne io=1 s=\"a b\"",
        "options ne s=a\\\\\\\\b => options ne s=a\\\\\\\\b",
        "alias net-pf-4 eth1%alias nfs z%alias eth1 nfs%options z a=1%options nfs b=1 a=2%options net-pf-4 b=2"
            + " => alias net_pf_4 z%alias nfs z%alias eth1 z%alias fs_nfs z%alias netdev_eth1 z%options z a=1%options net_pf_4 b=2 a=2"
            + "%options nfs b=1 a=2%options fs_nfs b=1 a=2%options eth1 b=1 a=2%options netdev_eth1 b=1 a=2",
        "below ne a b%above ne m1 => softdep ne pre: a b post: m1",
        "pre-install ne x%post-install ne y => install ne { x; } && /sbin/modprobe --ignore-install ne $CMDLINE_OPTS && { y; }",
        "install ne x%pre-install ne => install ne true && { x; }",
        "below ne a%pre-install ne x => install ne /sbin/modprobe -q a; { x; } && /sbin/modprobe --ignore-install ne $CMDLINE_OPTS",
        "pre-remove ne x%remove ne y%post-remove ne z => remove ne { x; } && { y; } && { z; }",
        "post-remove ne z => remove ne /sbin/modprobe -r --ignore-remove ne && { z; }",
        "probe eth0 a b => alias netdev_eth0 eth0%install eth0 /sbin/modprobe -q a || /sbin/modprobe -q b || exit 1",
        "probeall net-pf-4 a b => install net_pf_4 r=1; /sbin/modprobe -q a && r=0; /sbin/modprobe -q b && r=0; exit $r",
        "alias net-pf-4 ne%pre-install net-pf-4 x"
            + " => install net_pf_4 { x; } && /sbin/modprobe ne $CMDLINE_OPTS%remove net_pf_4 /sbin/modprobe -r ne"
      })
  void text_line_becomesLinesOfKmod(String text, String expected) throws IOException {
    assertEquals(expected.replace('%', '\n'), convert(text.replace('%', '\n') + "\n").strip());
    assertEquals(List.of(), lost());
  }

  @Test
  void text_whatKmodHasNoWordsFor_isToldByLine() throws IOException {
    convert(
        """
        path=/opt
        options -k ne io=1
        depfile=/x
        if a == b
        bogus
        endif
        options m1 x=$HOME
        prune y
        alias /dev/x* m1
        insmod_opt=-f
        alias char-major-10 a
        alias char-major-10-1 b
        """);
    List<String> told = lost().stream().map(line -> line.replaceAll(";.*", "")).sorted().toList();
    assertEquals(
        List.of(
            "modules.conf:10: insmod_opt is for an insmod that is not used",
            "modules.conf:11: kmod would load this beside what is named for single minor numbers",
            "modules.conf:1: kmod looks for no modules in 'opt'",
            "modules.conf:2: kmod removes no module for being unused",
            "modules.conf:3: kmod has no depfile",
            "modules.conf:4: the condition is decided as it is now: false",
            "modules.conf:7: variables and commands count as they are now",
            "modules.conf:8: kmod's depmod passes over nothing by its name",
            "modules.conf:9: kmod cannot be asked for '/dev/x*'"),
        told);
  }

  /** What both say of a name, its commands and probes aside, which have become commands. */
  @Test
  void text_generatedFiles_resolveToTheSame() throws IOException {
    int compared = 0;
    for (long seed = 0; seed < ROUNDS; seed++) {
      ModulesConfGenerator generator = new ModulesConfGenerator(seed);
      String text = generator.file().replaceAll("(?<!\\\\)\\\\\n", " ").replaceAll("(?m)^(add )?(probe|path|depfile|prune|pre-|post-|install|remove|alias /).*\n", "\n");
      Path old = write("modules.conf", text);
      Path directory = write("modprobe.d/converted.conf", Conversion.text(old, sources(old), lost::add)).getParent();
      Resolver before = Resolver.open(world.moduleDirectory(), sources(old), world.diagnostics::add);
      Resolver after = Resolver.open(world.moduleDirectory(), sources(directory), world.diagnostics::add);
      for (int i = 0; i < 12; i++) {
        String name = generator.asked();
        List<Match> matches = before.matches(Modalias.of(name), new AliasHits());
        if (!matches.isEmpty() && isCarriedOver(name, matches.get(0).pattern())) {
          List<String> steps = steps(after, name);
          steps.removeIf(OFF::equals);
          assertEquals(steps(before, name), steps, "seed " + seed + ", name " + name);
          compared++;
        }
        if (before.resolve(name, "") instanceof Resolution.Empty empty && isCarriedOver(name, empty.alias().name())) {
          assertEquals(List.of(OFF), steps(after, name), "seed " + seed + ", name " + name);
          compared++;
        }
      }
    }
    assertTrue(compared > ROUNDS, "only " + compared + " names compared");
  }

  /** Only people, not the kernel, ask for less than what the configuration names; and kmod takes names with a slash for files. */
  private static boolean isCarriedOver(String name, String found) {
    String asked = name.replace('-', '_');
    return !name.startsWith("/") && !found.equals("fs_" + asked) && !found.equals(asked + "_0");
  }

  private static List<String> steps(Resolver resolver, String name) {
    List<String> steps = new ArrayList<>();
    if (resolver.resolve(name, "") instanceof LoadPlan plan) {
      for (LoadPlan.Step step : plan.steps()) {
        String line = step.line();
        boolean isMissing = step.means() instanceof LoadPlan.Missing;
        steps.add(isMissing ? line : line.substring(0, line.length() - step.options().length()) + byKey(step.options()));
      }
    }
    return steps;
  }

  /** Of a repeated key the kernel takes the last. */
  private static Map<String, String> byKey(String options) {
    Map<String, String> byKey = new TreeMap<>();
    for (String option : options.split(" (?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
      if (!option.isEmpty()) {
        byKey.put(option.replaceAll("=.*", ""), option);
      }
    }
    return byKey;
  }
}
