package io.hotprobe.parity;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
 * kmod is silent. What kmod answers is recorded; where it is installed, the recording is held to it too. {@code README.md} beside the
 * files of cases says how they are written and recorded.
 */
class ParityTest {

  private static final Path FILES = Path.of("src/test/resources/parity").toAbsolutePath();
  private static final Path DEVIATIONS = FILES.resolve("deviations.txt");

  /** What is to be recorded: what {@code kmod} answers, or what {@code hotprobe} answers where it deviates; nothing as a rule. */
  private static final String RECORD = System.getProperty("parity.record", "");


  @TempDir static Path scratch;

  private static Path worlds;
  private static Optional<Installed> kmod;
  private static Map<String, Case> deviations;
  private static final Map<String, World> SHARED = new ConcurrentHashMap<>();
  private static final AtomicInteger BUILT = new AtomicInteger();

  @BeforeAll
  static void prepare() throws IOException {
    Path jail = Files.createDirectories(scratch.toRealPath().resolve("jail"));
    worlds = Files.createDirectories(jail.resolve("worlds"));
    kmod = Installed.in(jail, FILES.resolve("kernel.c"));
    assertTrue(kmod.isPresent() || !RECORD.equals("kmod"), "only an installed kmod " + Installed.RECORDED + " can be recorded");
    deviations = named(CaseFile.read(DEVIATIONS));
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
    if (RECORD.equals("hotprobe")) {
      recordDeviations();
    }
    for (Path file : caseFiles()) {
      if (RECORD.equals("kmod")) {
        record(file);
      }
      files.add(DynamicContainer.dynamicContainer(tool(file), comparisons(file)));
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

  private static void record(Path file) throws IOException {
    List<Case> recorded = new ArrayList<>();
    for (Case each : CaseFile.read(file)) {
      recorded.add(each.answered(kmodAnswers(each)));
    }
    CaseFile.write(file, recorded);
  }

  private static void recordDeviations() throws IOException {
    Map<String, Case> cases = new HashMap<>();
    for (Path file : caseFiles()) {
      CaseFile.read(file).forEach(each -> cases.put(tool(file) + "/" + each.name(), each));
    }
    List<Case> recorded = new ArrayList<>();
    for (Case each : CaseFile.read(DEVIATIONS)) {
      Case deviating = cases.get(each.name());
      recorded.add(deviating.answered(hotprobeAnswers(deviating)).as(each.comment(), each.name()));
    }
    CaseFile.write(DEVIATIONS, recorded);
    deviations = named(recorded);
  }

  private static Map<String, Case> named(List<Case> cases) {
    return cases.stream().collect(Collectors.toMap(Case::name, each -> each));
  }

  private static void compare(String tool, Case given) throws IOException {
    Case deviation = deviations.get(tool + "/" + given.name());
    assertNotNull(given.steps().get(0).answer(), "not recorded yet: run with -Dparity.record=kmod");
    String recorded = given.toString();
    CompletableFuture<String> kmodNow =
        CompletableFuture.supplyAsync(() -> answerable(given) ? given.answered(kmodAnswers(given)).toString() : recorded);
    String hotprobe = given.answered(hotprobeAnswers(given)).toString();
    assertAll(
        () -> assertEquals(kmodNow.join(), recorded, "stale recording"),
        () -> assertEquals(deviation == null ? recorded : deviation.as(given.comment(), given.name()).toString(), hotprobe),
        () -> assertTrue(deviation == null || !hotprobe.equals(recorded), "no deviation any more"));
  }

  private static boolean answerable(Case given) {
    return kmod.isPresent() && (!given.kernel() || kmod.get().hasKernel());
  }

  private static List<Step> kmodAnswers(Case given) {
    return answers(given, (world, words) -> kmod.orElseThrow().answer(world, given, words));
  }

  private static List<Step> hotprobeAnswers(Case given) {
    return answers(given, (world, words) -> Hotprobe.answer(world, given, words));
  }

  private interface Tool {
    Answer answer(World world, List<String> words) throws IOException;
  }

  private static List<Step> answers(Case given, Tool tool) {
    try {
      World world = world(given);
      List<Step> steps = new ArrayList<>();
      for (Step step : given.steps()) {
        List<String> words = step.words(world);
        Tool asked = Shown.knows(words.get(0)) ? Shown::answer : tool;
        steps.add(step.answered(asked.answer(world, words)));
      }
      return steps;
    } catch (IOException failed) {
      throw new UncheckedIOException(given.name(), failed);
    }
  }

  private static World world(Case given) {
    return given.changes() ? built(given.world()) : SHARED.computeIfAbsent(given.world(), ParityTest::built);
  }

  private static World built(String name) {
    try {
      return World.build(FILES.resolve("worlds"), name, worlds.resolve(name + "." + BUILT.incrementAndGet()));
    } catch (IOException failed) {
      throw new UncheckedIOException(name, failed);
    }
  }
}
