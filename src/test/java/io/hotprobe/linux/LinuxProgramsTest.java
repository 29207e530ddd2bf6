package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Distrust;
import io.hotprobe.module.OwnTrust;
import io.hotprobe.module.Programs;
import io.hotprobe.module.Programs.End;
import io.hotprobe.module.Programs.End.Distrusted;
import io.hotprobe.module.Programs.End.Exited;
import io.hotprobe.module.Programs.End.NotStarted;
import io.hotprobe.module.Programs.End.Signalled;
import io.hotprobe.module.Programs.End.TimedOut;
import io.hotprobe.module.Programs.Invocation;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinuxProgramsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final LinuxPrograms programs = new LinuxPrograms();

  private End run(Map<String, String> environment, Duration limit, String... words) {
    return programs.run(new Invocation(List.of(words), environment, Optional.empty(), limit));
  }

  private End run(String... words) {
    return run(Map.of(), LIMIT, words);
  }

  private End shell(String script) {
    return run("/bin/sh", "-c", script);
  }

  /** A program of its own; {@code permissions} as {@code rwxr-xr-x}. */
  private String program(String text, String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("program"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return file.toString();
  }

  @Test
  void run_writesToBothStreams_keepsThemApart() {
    assertEquals(new Exited(3, "out\n", "err\n"), shell("echo out; echo err >&2; exit 3"));
    assertTrue(run("/bin/true").succeeded());
    assertFalse(run("/bin/false").succeeded());
  }

  @Test
  void run_words_areArgumentsAndNoShellReadsThem() {
    assertEquals(new Exited(0, "$HOME;ls|* 'x\"\n", ""), run("/bin/echo", "$HOME;ls|*", "'x\""));
    assertEquals(new Exited(0, "sn\u00f6d\u00ff\n", ""), run("/bin/echo", "sn\u00f6d\u00ff"));
  }

  @Test
  void run_environment_isWhatIsGivenAndNothingElse() {
    assertEquals(new Exited(0, "", ""), run("/usr/bin/env"));
    assertEquals(new Exited(0, "A=b\u00fc=c\n", ""), run(Map.of("A", "b\u00fc=c"), LIMIT, "/usr/bin/env"));
  }

  @Test
  void run_diesBySignal_isSignalled() {
    assertEquals(new Signalled(15, "last words\n", ""), shell("echo last words; kill -TERM $$"));
  }

  @Test
  void run_workingDirectory_isTheRoot() {
    assertEquals(new Exited(0, "/\n", ""), run("/bin/readlink", "/proc/self/cwd"));
  }

  @Test
  void run_standardInput_isEmpty() {
    assertEquals(new Exited(0, "/dev/null\n", ""), run("/bin/readlink", "/proc/self/fd/0"));
  }

  @Test
  void run_descriptors_areThreeAndNoneOfOurs() throws IOException {
    try (ServerSocket ours = new ServerSocket(0)) {
      assertTrue(ours.isBound());
      assertEquals(new Exited(0, "0\n1\n2\n3\n", ""), run("/bin/ls", "/proc/self/fd"), "3 is ls's own, of the directory");
    }
  }

  @Test
  void run_signals_areAtTheirDefaultsAndNotBlocked() {
    Exited exited = assertInstanceOf(Exited.class, run("/bin/grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"));
    // glibc keeps 32 and 33 to itself and has a spawned process ignore them.
    assertEquals("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", exited.output().replace("180000000", "000000000"));
  }

  @Test
  void run_processGroup_isItsOwn() {
    Exited exited = assertInstanceOf(Exited.class, run("/bin/cut", "-d ", "-f1,5", "/proc/self/stat"));
    String[] pidAndGroup = exited.output().strip().split(" ");
    assertEquals(pidAndGroup[0], pidAndGroup[1]);
  }

  @Test
  void run_session_isItsOwn() {
    Exited exited = assertInstanceOf(Exited.class, run("/bin/cut", "-d ", "-f1,6", "/proc/self/stat"));
    String[] pidAndSession = exited.output().strip().split(" ");
    assertEquals(pidAndSession[0], pidAndSession[1]);
  }

  @Test
  void run_limits_areSetWhileItRuns() {
    // Set just after the start, so that the first look may come too early.
    Exited exited = assertInstanceOf(Exited.class, shell("sleep 0.3; grep -E 'core|open files' /proc/self/limits"));
    String[] lines = exited.output().split("\n");
    assertTrue(lines[0].matches("Max core file size +0 +0 .*"), lines[0]);
    assertTrue(Long.parseLong(lines[1].split(" {2,}")[1]) <= HookLimits.DESCRIPTORS, lines[1]);
  }

  @Test
  void run_programThatOthersMayWrite_isNotStarted() throws IOException {
    String open = program("#!/bin/sh\necho ran\n", "rwxrwxrwx");
    LinuxPrograms careful = new LinuxPrograms(OwnTrust.asOwnerOf(directory));
    Invocation invocation = new Invocation(List.of(open), Map.of(), Optional.empty(), LIMIT);
    Distrust why = assertInstanceOf(Distrusted.class, careful.run(invocation)).why();
    assertEquals(open + " can be written by everybody; chmod go-w " + open, why.toString());
    Files.setPosixFilePermissions(Path.of(open), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(new Exited(0, "ran\n", ""), careful.run(invocation));
    assertInstanceOf(NotStarted.class, careful.run(new Invocation(List.of("/nonexistent/x"), Map.of(), Optional.empty(), LIMIT)));
  }

  @Test
  void run_muchOnBothStreams_keepsTheFirstPartOfEachAndReadsTheRest() {
    String flood = "head -c 1000000 /dev/zero | tr '\\0' ";
    Exited exited = assertInstanceOf(Exited.class, shell(flood + "x; " + flood + "y >&2; exit 5"));
    assertEquals(5, exited.status());
    assertEquals("x".repeat(Programs.OUTPUT_LIMIT), exited.output());
    assertEquals("y".repeat(Programs.OUTPUT_LIMIT), exited.errors());
  }

  @Test
  void run_timeLimit_killsTheChildrenToo() throws Exception {
    Path pid = directory.resolve("pid");
    Duration limit = Duration.ofMillis(500);
    long start = System.nanoTime();
    End end = run(Map.of(), limit, "/bin/sh", "-c", "sleep 300 & echo $! > " + pid + "; echo started; echo bad >&2; wait");
    assertEquals(new TimedOut(limit, "started\n", "bad\n"), end);
    assertTrue(System.nanoTime() - start >= limit.toNanos());
    Processes.awaitGone(Long.parseLong(Files.readString(pid).trim()));
    assertEquals(List.of(), Processes.zombies());
  }

  @Test
  void run_noTime_isTimedOut() {
    assertInstanceOf(TimedOut.class, run(Map.of(), Duration.ofSeconds(-1), "/bin/sleep", "300"));
  }

  @Test
  void run_daemonKeepsTheOutputOpen_delaysNothingAndLivesOn() throws Exception {
    Path pid = directory.resolve("pid");
    long start = System.nanoTime();
    assertEquals(new Exited(0, "done\n", ""), shell("setsid sleep 300 & echo $! > " + pid + "; echo done"));
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
    ProcessHandle left = ProcessHandle.of(Long.parseLong(Files.readString(pid).trim())).orElseThrow();
    assertTrue(left.isAlive());
    left.destroyForcibly();
  }

  @Test
  void run_childrenWereIgnored_stillKnowsTheStatus() throws IOException {
    Libc.link().signal(17, 1);
    assertEquals(new Exited(9, "", ""), shell("exit 9"));
  }

  @Test
  void run_cannotBeExecuted_isNotStarted() throws IOException {
    assertEquals(new NotStarted("posix_spawn", 2), run("/nonexistent/program"));
    assertEquals(new NotStarted("posix_spawn", 2), run("true"), "PATH is not searched");
    assertEquals(new NotStarted("posix_spawn", 13), run(program("#!/bin/sh\n", "rw-r--r--")));
    assertEquals(new NotStarted("posix_spawn", 13), run(directory.toString()));
    assertEquals(new NotStarted("posix_spawn", 8), run(program("echo no shell is tried\n", "rwxr-xr-x")));
    assertEquals(new NotStarted("posix_spawn", 2), run(program("#!/nonexistent/interpreter\n", "rwxr-xr-x")));
  }

  @Test
  void run_nulOrNothing_isNotStartedRatherThanCut() {
    assertEquals(new NotStarted("posix_spawn", 22), run("/bin/echo", "a\0b"));
    assertEquals(new NotStarted("posix_spawn", 22), run(Map.of("A", "\0"), LIMIT, "/bin/true"));
    assertEquals(new NotStarted("posix_spawn", 22), run());
  }

  @Test
  void run_twoHundredTimes_leaksNothing() throws IOException {
    run("/bin/true");
    long descriptors = Processes.openDescriptors();
    for (int i = 0; i < 100; i++) {
      assertEquals(new Exited(0, i + "\n", ""), run("/bin/echo", "" + i));
      assertInstanceOf(NotStarted.class, run("/nonexistent"));
    }
    long now = Processes.openDescriptors();
    assertTrue(now <= descriptors, "descriptors before=" + descriptors + " now=" + now);
    assertEquals(List.of(), Processes.zombies());
  }
}
