package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.scenario.SysfsText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays every folder below {@code src/test/resources/rules-commands}: a bug report becomes a folder. The README there tells its form.
 */
class RulesScenarioTest {

  private static final Path SCENARIOS = Path.of("src/test/resources/rules-commands").toAbsolutePath();

  @TempDir Path scratch;

  static List<String> scenarios() throws IOException {
    try (Stream<Path> entries = Files.list(SCENARIOS)) {
      return entries.filter(Files::isDirectory).map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void play_scenario_printsWhatIsExpected(String name) throws IOException {
    Path folder = SCENARIOS.resolve(name);
    Path sysfs = Files.createDirectories(scratch.resolve("sys"));
    if (Files.exists(folder.resolve("sys.txt"))) {
      SysfsText.unpack(folder.resolve("sys.txt"), sysfs);
    }
    StringBuilder told = new StringBuilder();
    for (String command : Files.readAllLines(folder.resolve("commands.txt"))) {
      told.append("$ ").append(command).append('\n').append(run(folder, sysfs, command));
    }
    Path expected = folder.resolve("expected.txt");
    assertEquals(Files.readString(expected, StandardCharsets.ISO_8859_1), told.toString());
  }

  private static String run(Path folder, Path sysfs, String command) {
    List<String> arguments = new ArrayList<>(List.of("rules"));
    for (String word : command.split(" ")) {
      arguments.add(word.replace("{folder}", folder.toString()).replace("{sys}", sysfs.toString()));
    }
    Program program = Program.run(arguments.toArray(new String[0]));
    String errors = program.err().isEmpty() ? "" : "! " + program.err().strip().replace("\n", "\n! ") + "\n";
    String text = program.out() + errors + (program.status() == 0 ? "" : "exit " + program.status() + "\n");
    return text.replace(folder.toString(), "{folder}").replace(sysfs.toString(), "{sys}");
  }

  @Test
  void scenarios_areFound() throws IOException {
    assertTrue(scenarios().size() >= 8, scenarios().toString());
  }
}
