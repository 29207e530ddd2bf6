package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hotprobe.module.Programs;
import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCommandsTest {

  @TempDir Path root;
  private final List<String> started = new ArrayList<>();

  private final Outside outside =
      new Outside() {
        @Override
        public Programs.End run(Programs.Invocation invocation) {
          started.add(invocation.words().get(0));
          return new Programs.End.Exited(0, "", "");
        }

        @Override
        public void write(Path file, String value) {}
      };

  private ProgramRun run(long nanosLeft) {
    RunCommand command = new RunCommand(RunCommand.Type.PROGRAM, "/bin/touch x", new SourceLine(Path.of("/r"), 1), Optional.empty());
    return new RuleCommands(RuleText.host(root), outside).run(command, Map.of(), System.nanoTime() + nanosLeft);
  }

  @Test
  void run_timeOfTheEventIsUp_startsNothing() {
    ProgramRun late = run(0);
    assertEquals(List.of(), started);
    assertEquals(false, late.end().succeeded());
    assertEquals("'/bin/touch x' of /r:1 was not started: the time of its event was up; --event-timeout gives more", late.text());
  }

  @Test
  void run_timeIsLeft_starts() {
    run(60_000_000_000L);
    assertEquals(List.of("/bin/touch"), started);
  }
}
