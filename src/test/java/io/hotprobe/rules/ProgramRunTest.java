package io.hotprobe.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hotprobe.module.Errno;
import io.hotprobe.module.Programs.End;
import io.hotprobe.module.Programs.Sandbox;
import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is said of a program that was run. */
class ProgramRunTest {

  private static String text(String command, Optional<Sandbox> sandbox, String path, End end) {
    RunCommand asked = new RunCommand(RunCommand.Type.PROGRAM, command, new SourceLine(Path.of("/r"), 1), sandbox);
    return new ProgramRun(asked, path, end, 2_000_000).text();
  }

  @Test
  void text_notStartedWithoutASlash_saysWhereItWasLookedFor() {
    End refused = new End.NotStarted("posix_spawn", Errno.ENOENT.number());
    String why = "posix_spawn: " + Errno.describe(Errno.ENOENT.number());
    assertEquals(
        "'probe -x' of /r:1 could not be started (looked for as /lib/udev/probe): " + why,
        text("probe -x", Optional.empty(), "/lib/udev/probe", refused));
    assertEquals("'/bin/no -x' of /r:1 could not be started: " + why, text("/bin/no -x", Optional.empty(), "/bin/no", refused));
    assertEquals("'' of /r:1 could not be started: " + why, text("", Optional.empty(), "", refused));
  }

  @Test
  void text_killedInASandbox_namesItsLimits() {
    Sandbox sandbox = new Sandbox(Optional.of("nobody"), OptionalLong.empty(), OptionalLong.of(1));
    End killed = new End.Signalled(9, "", "");
    assertEquals(
        "'/bin/p' of /r:1 was killed by signal 9 after 2.0 ms (its sandbox: user nobody, cpu 1 s)",
        text("/bin/p", Optional.of(sandbox), "/bin/p", killed));
    assertEquals("'/bin/p' of /r:1 was killed by signal 9 after 2.0 ms", text("/bin/p", Optional.empty(), "/bin/p", killed));
  }

  @Test
  void text_failed_hasErrorsThenOutput() {
    assertEquals(
        "'/bin/p' of /r:1 failed with exit status 1 after 2.0 ms: no such disk / tried a / tried b",
        text("/bin/p", Optional.empty(), "/bin/p", new End.Exited(1, "tried a\ntried b\n", "no such disk\n")));
    assertEquals("'/bin/p' of /r:1 ended after 2.0 ms", text("/bin/p", Optional.empty(), "/bin/p", new End.Exited(0, "x", "y")));
  }
}
