package io.hotprobe.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every folder below {@code src/test/resources/scenarios}: a bug report becomes a folder. */
@Timeout(60)
class ScenarioTest {

  private static final Path SCENARIOS = Path.of("src/test/resources/scenarios").toAbsolutePath();

  @TempDir Path scratch;

  static List<String> scenarios() throws IOException {
    try (Stream<Path> entries = Files.list(SCENARIOS)) {
      return entries.filter(Files::isDirectory).map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void play_scenario_endsAsExpected(String name) throws IOException, InterruptedException {
    Path folder = SCENARIOS.resolve(name);
    Expected expected = new Expected(folder.resolve("expected.txt"));
    try (World world = new World(folder, scratch)) {
      world.play();
      expected.check(world);
    } catch (AssertionError wrong) {
      throw new AssertionError(name + ": " + wrong.getMessage(), wrong);
    }
  }

  @Test
  void scenarios_areFound() throws IOException {
    assertTrue(scenarios().size() >= 25, scenarios().toString());
  }
}
