package io.hotprobe.parity;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hotprobe's module tools against kmod's, in the same worlds: standard output and exit code equal, silence on standard error where
 * kmod is silent. What kmod answers is recorded; where it is installed, the recording is held to it too. With {@code
 * -Dparity.record=true} the recording is made anew.
 */
class ParityTest {

  private static final Path FILES = Path.of("src/test/resources/parity").toAbsolutePath();
  private static final boolean RECORD = Boolean.getBoolean("parity.record");

  @TempDir static Path scratch;

  private static Path worlds;
  private static Optional<Installed> kmod;
  private static Map<String, Case> deviations;
  private static final Map<String, World> SHARED = new HashMap<>();
  private static int built;

  @BeforeAll
  static void prepare() throws IOException {
    Path jail = Files.createDirectories(scratch.toRealPath().resolve("jail"));
    worlds = Files.createDirectories(jail.resolve("worlds"));
    kmod = Installed.in(jail, FILES.resolve("kernel.c"));
    assertTrue(kmod.isPresent() || !RECORD, "only an installed kmod " + Installed.RECORDED + " can be recorded");
    deviations = CaseFile.read(FILES.resolve("deviations.txt")).stream().collect(Collectors.toMap(Case::name, each -> each));
  }

  @AfterAll
  static void forget() throws IOException {
    SHARED.clear();
    try (Stream<Path> all = Files.walk(scratch)) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  @TestFactory
  Stream<DynamicContainer> case_inItsWorld_isAnsweredAsByKmod() throws IOException {
    List<DynamicContainer> files = new ArrayList<>();
    for (Path file : caseFiles()) {
      files.add(DynamicContainer.dynamicContainer(tool(file), RECORD ? recordings(file) : comparisons(file)));
    }
    return files.stream();
  }

  @Test
  void deviations_eachOne_isOfACase() throws IOException {
    Set<String> unknown = new TreeSet<>(deviations.keySet());
    for (Path file : caseFiles()) {
      CaseFile.read(file).forEach(each -> unknown.remove(tool(file) + "/" + each.name()));
    }
    assertEquals(Set.of(), unknown);
    deviations.values().forEach(each -> assertTrue(each.comment().contains("# "), each.name() + " has no reason"));
  }

  @Test
  void cases_all_areManyAndNamedOnce() throws IOException {
    int count = 0;
    for (Path file : caseFiles()) {
      List<String> names = CaseFile.read(file).stream().map(Case::name).toList();
      assertEquals(names.size(), Set.copyOf(names).size(), () -> file + " has one name twice: " + names);
      count += names.size();
    }
    assertTrue(count >= 250, count + " cases");
  }

  private static List<Path> caseFiles() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.filter(each -> each.toString().endsWith(".cases")).sorted().toList();
    }
  }

  private static String tool(Path file) {
    return file.getFileName().toString().replace(".cases", "");
  }

  private static Stream<DynamicTest> comparisons(Path file) throws IOException {
    return CaseFile.read(file).stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> compare(tool(file), each)));
  }

  private static Stream<DynamicTest> recordings(Path file) throws IOException {
    return Stream.of(DynamicTest.dynamicTest("recorded", () -> record(file)));
  }

  private static void record(Path file) throws IOException {
    List<Case> recorded = new ArrayList<>();
    for (Case each : CaseFile.read(file)) {
      recorded.add(each.answered(kmodAnswers(each)));
    }
    CaseFile.write(file, recorded);
  }

  private static void compare(String tool, Case given) throws IOException {
    Case deviation = deviations.get(tool + "/" + given.name());
    assertNotNull(given.steps().get(0).answer(), "not recorded yet: run with -Dparity.record=true");
    String recorded = given.toString();
    String hotprobe = given.answered(hotprobeAnswers(given)).toString();
    assertAll(
        () -> assertEquals(answerable(given) ? given.answered(kmodAnswers(given)).toString() : recorded, recorded, "stale recording"),
        () -> assertEquals(deviation == null ? recorded : deviated(given, deviation), hotprobe),
        () -> assertTrue(deviation == null || !hotprobe.equals(recorded), "no deviation any more"));
  }

  private static String deviated(Case given, Case deviation) {
    return new Case(given.comment(), given.name(), given.world(), given.environment(), given.kernel(), deviation.steps()).toString();
  }

  private static boolean answerable(Case given) {
    return kmod.isPresent() && (!given.kernel() || kmod.get().hasKernel());
  }

  private static List<Step> kmodAnswers(Case given) throws IOException {
    World world = world(given);
    List<Step> steps = new ArrayList<>();
    for (Step step : given.steps()) {
      List<String> words = step.words(world);
      steps.add(step.answered(Shown.knows(words.get(0)) ? new Shown(world).answer(words) : kmod.get().answer(world, given, words)));
    }
    return steps;
  }

  private static List<Step> hotprobeAnswers(Case given) throws IOException {
    World world = world(given);
    List<Step> steps = new ArrayList<>();
    for (Step step : given.steps()) {
      List<String> words = step.words(world);
      steps.add(step.answered(Shown.knows(words.get(0)) ? new Shown(world).answer(words) : Hotprobe.answer(world, given, words)));
    }
    return steps;
  }

  private static World world(Case given) throws IOException {
    if (given.changes()) {
      return built(given.world());
    }
    World world = SHARED.get(given.world());
    if (world == null) {
      world = built(given.world());
      SHARED.put(given.world(), world);
    }
    return world;
  }

  private static World built(String name) throws IOException {
    return World.build(FILES.resolve("worlds"), name, worlds.resolve(name + "." + built++));
  }
}
