package io.hotprobe.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same answers and plans as kmod's modprobe, order included: as recorded, and as the one installed here gives them now. */
class ResolveParityTest {

  private static final Path RECORDED = Path.of("src/test/resources/resolve/demo-tree.modprobe-R.txt");
  private static final int RANDOM_CONFIGURATIONS = 60;

  @TempDir static Path root;

  private static Path directory;

  @TempDir Path scratch;

  private final List<Diagnostic> diagnostics = new ArrayList<>();

  @BeforeAll
  static void copyTree() throws IOException {
    directory = DemoTree.copyTo(root);
  }

  private Resolver resolver(Path configuration) throws IOException {
    ConfigSources sources =
        new ConfigSources(List.of(configuration), Optional.of(directory), Optional.of(Path.of("/proc/cmdline")));
    return Resolver.open(directory, sources, diagnostics::add);
  }

  private Modprobe modprobe(Path configuration) throws IOException {
    assumeTrue(Modprobe.isInstalled(), "kmod's modprobe is not installed");
    return new Modprobe(root, DemoTree.RELEASE, List.of(configuration), scratch);
  }

  private Path nothing() {
    return scratch.resolve("nothing");
  }

  private static List<String> answer(Resolver resolver, String name) {
    List<String> modules = new ArrayList<>();
    for (Match match : resolver.matches(Modalias.of(name), new AliasHits())) {
      modules.add(match.module().value());
    }
    return modules;
  }

  /** As modprobe -D prints it: a plan for each match, repeats and all, and nothing for what has no file. */
  private static List<String> plan(Resolver resolver, String name) {
    List<String> lines = new ArrayList<>();
    for (Match match : resolver.matches(Modalias.of(name), new AliasHits())) {
      if (resolver.resolve(match, PlanRequest.PLAIN.in(PlanRequest.Manner.REPEATS)) instanceof LoadPlan plan) {
        plan.steps().stream().filter(step -> !(step.means() instanceof LoadPlan.Missing)).forEach(step -> lines.add(step.line().strip()));
      }
    }
    return lines;
  }

  @Test
  void matches_recordedAnswersOfModprobe_areOurs() throws IOException {
    Resolver resolver = resolver(nothing());
    int compared = 0;
    for (String line : Files.readAllLines(RECORDED, StandardCharsets.ISO_8859_1)) {
      if (!line.startsWith("#")) {
        int tab = line.indexOf('\t');
        assertEquals(line.substring(tab + 1), String.join(",", answer(resolver, line.substring(0, tab))), line);
        compared++;
      }
    }
    assertTrue(compared > 500, "only " + compared + " recorded answers");
    assertEquals(List.of(), diagnostics);
  }

  @Test
  void matches_everyAliasOfTheTree_likeInstalledModprobe() throws IOException {
    List<String> modaliases = DemoTree.modaliases();
    List<List<String>> theirs = modprobe(nothing()).answers(modaliases);
    Resolver resolver = resolver(nothing());
    assertTrue(modaliases.size() > 7000, modaliases.size() + " modaliases");
    for (int i = 0; i < modaliases.size(); i++) {
      assertEquals(theirs.get(i), answer(resolver, modaliases.get(i)), modaliases.get(i));
      assertTrue(!theirs.get(i).isEmpty(), modaliases.get(i));
    }
  }

  @Test
  void plan_everyModuleOfTheTree_likeInstalledModprobe() throws IOException {
    List<String> modules = DemoTree.modules();
    List<List<String>> theirs = modprobe(nothing()).plans(modules);
    Resolver resolver = resolver(nothing());
    for (int i = 0; i < modules.size(); i++) {
      assertEquals(theirs.get(i), plan(resolver, modules.get(i)), modules.get(i));
      assertTrue(!theirs.get(i).isEmpty(), modules.get(i));
    }
  }

  @Test
  void matchesAndPlan_randomConfigurations_likeInstalledModprobe() throws IOException {
    List<String> modules = DemoTree.modules();
    List<String> modaliases = DemoTree.modaliases();
    Path configuration = Files.createDirectories(scratch.resolve("modprobe.d"));
    Modprobe modprobe = modprobe(configuration);
    for (int seed = 0; seed < RANDOM_CONFIGURATIONS; seed++) {
      RandomConfiguration random = new RandomConfiguration(new SplittableRandom(seed), modules, modaliases);
      Files.writeString(configuration.resolve("a.conf"), random.text(), StandardCharsets.ISO_8859_1);
      Files.writeString(configuration.resolve("z.conf"), random.text(), StandardCharsets.ISO_8859_1);
      List<String> names = random.names();
      List<List<String>> answers = modprobe.answers(names);
      List<List<String>> plans = modprobe.plans(names);
      Resolver resolver = resolver(configuration);
      for (int i = 0; i < names.size(); i++) {
        String what = "seed " + seed + ", name " + names.get(i);
        assertEquals(answers.get(i), answer(resolver, names.get(i)), what);
        assertEquals(plans.get(i), plan(resolver, names.get(i)), what);
      }
    }
  }
}
