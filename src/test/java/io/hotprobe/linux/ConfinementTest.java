package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.module.Programs.End;
import io.hotprobe.module.Programs.End.Exited;
import io.hotprobe.module.Programs.End.NotStarted;
import io.hotprobe.module.Programs.End.Signalled;
import io.hotprobe.module.Programs.End.TimedOut;
import io.hotprobe.module.Programs.Invocation;
import io.hotprobe.module.Programs.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConfinementTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Sandbox NO_PRIVILEGES = new Sandbox(Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

  @TempDir Path directory;
  private final LinuxPrograms programs = new LinuxPrograms();

  @BeforeEach
  void needUtilLinux() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "util-linux's setpriv is not installed");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "util-linux's prlimit is not installed");
  }

  private static void needRoot() throws IOException {
    assumeTrue(Libc.link().geteuid() == 0, "only root can become another user");
  }

  private static Sandbox user(String name) {
    return new Sandbox(Optional.of(name), OptionalLong.empty(), OptionalLong.empty());
  }

  private static Sandbox memory(long bytes) {
    return new Sandbox(Optional.empty(), OptionalLong.of(bytes), OptionalLong.empty());
  }

  private End run(Sandbox sandbox, String... words) {
    return programs.run(new Invocation(List.of(words), Map.of("A", "b"), Optional.of(sandbox), LIMIT));
  }

  private String status(Sandbox sandbox, String... fields) {
    Exited exited =
        assertInstanceOf(Exited.class, run(sandbox, "/bin/grep", "-E", "^(" + String.join("|", fields) + "):", "/proc/self/status"));
    return exited.output();
  }

  @Test
  void run_anySandbox_gainsNoPrivileges() {
    assertEquals("NoNewPrivs:\t1\n", status(NO_PRIVILEGES, "NoNewPrivs"));
  }

  @Test
  void run_anySandbox_leavesTheEnvironmentAsItIs() throws IOException {
    assertEquals(new Exited(0, "A=b\n", ""), run(NO_PRIVILEGES, "/usr/bin/env"));
    needRoot();
    assertEquals(new Exited(0, "A=b\n", ""), run(user("nobody"), "/usr/bin/env"));
  }

  @Test
  void run_user_hasItsNumbersAndGroupsAndNoCapabilities() throws IOException {
    needRoot();
    String id = assertInstanceOf(Exited.class, run(user("nobody"), "/usr/bin/id")).output();
    Process idOfNobody = new ProcessBuilder("/usr/bin/id", "nobody").start();
    assertEquals(new String(idOfNobody.getInputStream().readAllBytes()), id);
    assertTrue(id.startsWith("uid=65534(nobody)"), id);
    assertEquals(id, assertInstanceOf(Exited.class, run(user("65534"), "/usr/bin/id")).output());
    String groups = assertInstanceOf(Exited.class, run(user("nobody"), "/usr/bin/id", "-G")).output();
    assertNotEquals("0\n", groups);
    assertEquals("CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n",
        status(user("nobody"), "CapPrm", "CapEff", "NoNewPrivs"));
  }

  @Test
  void run_userAndLimits_areAllHeld() throws IOException {
    needRoot();
    Sandbox all = new Sandbox(Optional.of("nobody"), OptionalLong.of(512 << 20), OptionalLong.of(7));
    Exited exited =
        assertInstanceOf(
            Exited.class, run(all, "/bin/sh", "-c", "id -un; grep -E 'cpu time|address space' /proc/self/limits | tr -s ' '"));
    assertEquals("nobody\nMax cpu time 7 7 seconds \nMax address space 536870912 536870912 bytes \n", exited.output());
  }

  @Test
  void run_tooMuchMemory_isRefusedToTheProgram() {
    Exited exited = assertInstanceOf(Exited.class, run(memory(64 << 20), "/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=256M", "count=1"));
    assertEquals(1, exited.status(), exited.errors());
    assertTrue(exited.errors().contains("exhausted"), exited.errors());
    assertTrue(run(memory(1 << 30), "/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=256M", "count=1").succeeded());
  }

  @Test
  void run_processorTimeUsedUp_isKilled() {
    Sandbox second = new Sandbox(Optional.empty(), OptionalLong.empty(), OptionalLong.of(1));
    assertEquals(9, assertInstanceOf(Signalled.class, run(second, "/bin/sh", "-c", "while :; do :; done")).signal());
  }

  @Test
  void run_timeLimit_killsTheConfinedToo() throws Exception {
    Path pid = directory.resolve("pid");
    Invocation sleeping =
        new Invocation(
            List.of("/bin/sh", "-c", "sleep 300 & echo $! > " + pid + "; wait"), Map.of("PATH", "/bin"), Optional.of(NO_PRIVILEGES),
            Duration.ofMillis(700));
    assertInstanceOf(TimedOut.class, programs.run(sleeping));
    Processes.awaitGone(Long.parseLong(Files.readString(pid).trim()));
  }

  @Test
  void run_parentDies_isKilledWithIt() {
    // PR_GET_PDEATHSIG has no file in /proc; setpriv tells what it inherited.
    Exited exited = assertInstanceOf(Exited.class, run(NO_PRIVILEGES, "/usr/bin/setpriv", "--dump"));
    assertTrue(exited.output().contains("Parent death signal: KILL"), exited.output());
  }

  @Test
  void run_toolsAreMissing_runsNothing() throws IOException {
    Path ran = directory.resolve("ran");
    LinuxPrograms without = new LinuxPrograms(List.of(directory));
    Invocation touch = new Invocation(List.of("/bin/touch", ran.toString()), Map.of(), Optional.of(NO_PRIVILEGES), LIMIT);
    assertEquals(new NotStarted("the search for setpriv", 2), without.run(touch));

    Files.createSymbolicLink(directory.resolve("setpriv"), Path.of("/usr/bin/setpriv"));
    LinuxPrograms withOne = new LinuxPrograms(List.of(directory));
    Invocation limited = new Invocation(touch.words(), Map.of(), Optional.of(memory(1 << 30)), LIMIT);
    assertEquals(new NotStarted("the search for prlimit", 2), withOne.run(limited));
    assertTrue(Files.notExists(ran));
    assertTrue(withOne.run(touch).succeeded());
    assertTrue(Files.exists(ran));
  }

  @Test
  void run_unknownUser_runsNothing() {
    assertEquals(new NotStarted("getpwnam", 2), run(user("no-such-user"), "/bin/true"));
    assertEquals(new NotStarted("getpwnam", 2), run(user("root\0"), "/bin/true"));
    assertEquals(new NotStarted("getpwnam", 2), run(user("4123456789"), "/bin/true"));
  }

  @Test
  void run_anotherUserWithoutRoot_runsNothing() throws IOException {
    assumeTrue(Libc.link().geteuid() != 0, "root may become anybody");
    assertEquals(new NotStarted("setresuid", 1), run(user("root"), "/bin/true"));
  }

  @Test
  void run_cannotBeExecuted_isNotStarted() throws IOException {
    Path program = Files.writeString(directory.resolve("program"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(new NotStarted("access", 2), run(NO_PRIVILEGES, "/nonexistent/program"));
    assertEquals(new NotStarted("access", 13), run(NO_PRIVILEGES, program.toString()));
    assertEquals(new NotStarted("posix_spawn", 22), run(NO_PRIVILEGES, "/bin/true\0x"));
    assertEquals(new NotStarted("posix_spawn", 22), run(NO_PRIVILEGES));
  }
}
