package io.hotprobe.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Programs.End.Exited;
import io.hotprobe.module.Programs.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedProgramsTest {

  @TempDir Path directory;

  private SimulatedPrograms programs(String... lines) throws IOException {
    return new SimulatedPrograms(Script.read(Files.write(directory.resolve("kernel.script"), List.of(lines))));
  }

  private static Invocation invocation(String... words) {
    return new Invocation(List.of(words), Map.of("A", "b"), Optional.empty(), Duration.ofSeconds(1));
  }

  @Test
  void run_whatTheScriptDoesNotName_succeedsWithoutOutput() throws IOException {
    assertEquals(new Exited(0, "", ""), programs("program /sbin/a exit 1").run(invocation("/sbin/b", "/sbin/a")));
  }

  @Test
  void run_whatTheScriptNames_endsSo() throws IOException {
    SimulatedPrograms programs = programs("program /sbin/a exit 1", "program b exit 0  ID_A=one two  # for import");
    assertEquals(new Exited(1, "", ""), programs.run(invocation("/sbin/a", "x")));
    assertEquals(new Exited(0, "ID_A=one two  # for import\n", ""), programs.run(invocation("b")));
  }

  @Test
  void run_inOrder_isKept() throws IOException {
    SimulatedPrograms programs = programs();
    programs.run(invocation("/sbin/a", "1"));
    programs.run(invocation("/sbin/b"));
    assertEquals(List.of(invocation("/sbin/a", "1"), invocation("/sbin/b")), programs.invocations());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "program                  | the program is missing",
        "program /sbin/a          | how the program ends is missing",
        "program /sbin/a dies     | 'dies' is no way for a program to end",
        "program /sbin/a exit     | the exit status is missing",
        "program /sbin/a exit one | 'one'",
      })
  void script_wrongProgramLine_isAnErrorThatNamesLineAndWord(String line, String told) {
    String message = assertThrows(IOException.class, () -> programs("live a", line)).getMessage();
    assertTrue(message.contains("kernel.script:2: ") && message.contains(told), message);
  }
}
