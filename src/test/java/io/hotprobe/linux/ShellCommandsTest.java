package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Commands.End;
import io.hotprobe.module.Commands.End.Exited;
import io.hotprobe.module.Commands.End.NotStarted;
import io.hotprobe.module.Commands.End.Signalled;
import io.hotprobe.module.Commands.End.TimedOut;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShellCommandsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final ShellCommands commands = new ShellCommands();

  private End run(String command) {
    return commands.run(command, Map.of(), LIMIT);
  }

  @Test
  void run_exits_givesStatusAndBothStreams() {
    assertEquals(new Exited(0, ""), run("true"));
    assertEquals(new Exited(3, "out\nerr\n"), run("echo out; echo err >&2; exit 3"));
    assertEquals(127, assertInstanceOf(Exited.class, run("/nonexistent/command")).status());
  }

  @Test
  void run_diesBySignal_isSignalled() {
    assertEquals(new Signalled(15, "last words\n"), run("echo last words; kill -TERM $$"));
  }

  @Test
  void run_environment_isOursAndWhatIsAdded() {
    Map<String, String> added = Map.of("MODPROBE_MODULE", "sn\u00f6d", "HOME", "/changed");
    assertEquals(new Exited(0, "sn\u00f6d /changed " + System.getenv("PATH") + "\n"),
        commands.run("echo \"$MODPROBE_MODULE $HOME $PATH\"", added, LIMIT));
  }

  @Test
  void run_standardInput_isEmpty() {
    assertEquals(new Exited(0, "0\n"), run("wc -c"));
  }

  @Test
  void run_descriptors_areNotInherited() throws IOException {
    try (ServerSocket ours = new ServerSocket(0)) {
      assertTrue(ours.isBound());
      Exited exited = assertInstanceOf(Exited.class, run("for fd in /proc/$$/fd/*; do readlink $fd; done"));
      assertFalse(exited.output().contains("socket:"), exited.output());
      assertFalse(exited.output().contains(".jar"), exited.output());
    }
  }

  @Test
  void run_signals_areAtTheirDefaultsAndNotBlocked() {
    Exited exited = assertInstanceOf(Exited.class, run("grep -E 'Sig(Blk|Ign)' /proc/self/status"));
    // glibc keeps 32 and 33 to itself and has a spawned process ignore them.
    assertEquals("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", exited.output().replace("180000000", "000000000"));
  }

  @Test
  void run_processGroup_isItsOwn() {
    Exited exited = assertInstanceOf(Exited.class, run("cut -d' ' -f5 /proc/$$/stat; echo $$"));
    String[] groupAndPid = exited.output().split("\n");
    assertEquals(groupAndPid[1], groupAndPid[0]);
  }

  @Test
  void run_environment_isOfTheAllowedAndWhatIsAdded() {
    Exited exited = assertInstanceOf(Exited.class, commands.run("env | cut -d= -f1 | sort", Map.of("MODPROBE_MODULE", "m"), LIMIT));
    Set<String> expected = Set.of("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "USER", "LOGNAME", "SHELL", "TMPDIR", "MODPROBE_MODULE", "PWD", "_",
        "OLDPWD", "SHLVL");
    for (String name : exited.output().split("\n")) {
      assertTrue(expected.contains(name) || name.startsWith("LC_"), name);
    }
    assertTrue(exited.output().contains("MODPROBE_MODULE\n"));
  }

  @Test
  void environment_ofTheService_staysWithIt() {
    assertEquals(
        List.of("PATH=/bin", "LC_ALL=C.UTF-8"),
        HookEnvironment.of(List.of("NOTIFY_SOCKET=/run/x", "LD_PRELOAD=/x.so", "PATH=/bin", "WATCHDOG_USEC=1", "LC_ALL=C.UTF-8", "=odd")));
    assertEquals(List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), HookEnvironment.of(List.of("HOTPROBE_HOME=/x")));
  }

  @Test
  void run_muchOutput_keepsTheFirstPartAndReadsTheRest() {
    Exited exited = assertInstanceOf(Exited.class, run("head -c 1000000 /dev/zero | tr '\\0' x; exit 5"));
    assertEquals(5, exited.status());
    assertEquals("x".repeat(Commands.OUTPUT_LIMIT), exited.output());
  }

  @Test
  void run_outputEndsBeforeTheShell_waitsForTheShell() {
    assertEquals(new Exited(7, ""), run("exec >&- 2>&-; sleep 0.2; exit 7"));
  }

  @Test
  void run_timeLimit_killsTheGrandchildrenToo() throws Exception {
    Path pid = directory.resolve("pid");
    Duration limit = Duration.ofMillis(500);
    long start = System.nanoTime();
    End end = commands.run("sleep 300 & echo $! > " + pid + "; echo started; wait", Map.of(), limit);
    assertEquals(new TimedOut(limit, "started\n"), end);
    assertTrue(System.nanoTime() - start >= limit.toNanos());
    Processes.awaitGone(Long.parseLong(Files.readString(pid).trim()));
    assertEquals(List.of(), Processes.zombies());
  }

  @Test
  void run_noTime_isTimedOut() {
    assertInstanceOf(TimedOut.class, commands.run("sleep 300", Map.of(), Duration.ZERO));
  }

  @Test
  void run_limitBeyondTheClock_isNone() {
    assertEquals(new Exited(0, ""), commands.run("true", Map.of(), Duration.ofSeconds(Long.MAX_VALUE)));
  }

  @Test
  void run_grandchildKeepsTheOutputOpen_delaysNothingAndLivesOn() throws Exception {
    Path pid = directory.resolve("pid");
    long start = System.nanoTime();
    End end = run("sleep 300 & echo $! > " + pid + "; echo done");
    assertEquals(new Exited(0, "done\n"), end);
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
    ProcessHandle left = ProcessHandle.of(Long.parseLong(Files.readString(pid).trim())).orElseThrow();
    assertTrue(left.isAlive());
    left.destroyForcibly();
  }

  @Test
  void run_grandchildFloodsTheOutput_delaysNothing() throws Exception {
    Path pid = directory.resolve("pid");
    assertInstanceOf(Exited.class, run("yes & echo $! > " + pid));
    // With the reading end gone, writing is what ends it.
    Processes.awaitGone(Long.parseLong(Files.readString(pid).trim()));
  }

  @Test
  void run_childrenWereIgnored_stillKnowsTheStatus() throws IOException {
    Libc.link().signal(17, 1);
    assertEquals(new Exited(9, ""), run("exit 9"));
  }

  @Test
  void run_noShell_isNotStarted() {
    assertEquals(new NotStarted("posix_spawn", 2),
        new ShellCommands(Path.of("/nonexistent/sh")).run("true", Map.of(), LIMIT));
  }

  @Test
  void run_shellOpenForWriting_isNotStarted() throws IOException {
    Path shell = Files.copy(Path.of("/bin/sh"), directory.resolve("sh"));
    try (var open = Files.newOutputStream(shell, StandardOpenOption.APPEND)) {
      open.flush();
      assertEquals(new NotStarted("posix_spawn", 26), new ShellCommands(shell).run("true", Map.of(), LIMIT));
    }
  }

  @Test
  void run_nulInCommand_isNotStartedRatherThanCut() {
    assertEquals(new NotStarted("posix_spawn", 22), run("true\0; false"));
  }

  @Test
  void run_inheriting_hasOurInputOutputAndErrorAndKeepsNothing() throws IOException {
    Path seen = directory.resolve("seen");
    String copy = "cp -Pr /proc/$$/fd " + seen + "; chmod u+w " + seen + "; exit 4";
    assertEquals(new Exited(4, ""), ShellCommands.inheriting(Map.of()).run(copy, Map.of(), LIMIT));
    try (Stream<Path> descriptors = Files.list(seen)) {
      assertEquals(List.of("0", "1", "2"), descriptors.map(each -> each.getFileName().toString()).sorted().toList());
    }
    for (String each : List.of("0", "1", "2")) {
      assertEquals(Files.readSymbolicLink(Path.of("/proc/self/fd", each)), Files.readSymbolicLink(seen.resolve(each)));
    }
  }

  @Test
  void run_inheritingWithEnvironment_addsItToEveryCommandUnderTheCallsOwn() throws IOException {
    Path seen = directory.resolve("seen");
    Commands with = ShellCommands.inheriting(Map.of("MODPROBE_OPTIONS", "-q", "MODPROBE_MODULE", "none"));
    String command = "echo \"$MODPROBE_OPTIONS $MODPROBE_MODULE\" >> " + seen;
    with.run(command, Map.of("MODPROBE_MODULE", "one"), LIMIT);
    with.run(command, Map.of(), LIMIT);
    assertEquals(List.of("-q one", "-q none"), Files.readAllLines(seen));
  }

  @Test
  void run_inheritingPastTheTimeLimit_goesOnInOurGroup() throws Exception {
    Path seen = directory.resolve("seen");
    Commands shell = ShellCommands.inheriting(Map.of());
    End end = shell.run("sleep 0.1; cut -d ' ' -f 5 /proc/self/stat > " + seen, Map.of(), Duration.ofMillis(1));
    assertEquals(new Exited(0, ""), end);
    String ours = Files.readString(Path.of("/proc/self/stat")).split(" ")[4];
    assertEquals(ours, Files.readString(seen).strip());
  }

  @Test
  void run_twoHundredTimes_leaksNothing() throws IOException {
    run("true");
    long descriptors = Processes.openDescriptors();
    int threads = Thread.activeCount();
    for (int i = 0; i < 200; i++) {
      assertEquals(new Exited(i, ""), run("exit " + i));
    }
    long now = Processes.openDescriptors();
    assertTrue(now <= descriptors, "descriptors before=" + descriptors + " now=" + now);
    assertTrue(Thread.activeCount() <= threads, "threads=" + Thread.activeCount());
    assertEquals(List.of(), Processes.zombies());
  }

  @Test
  void run_fromManyThreads_keepsThemApart() throws InterruptedException {
    List<Thread> threads = IntStream.range(0, 8).mapToObj(i -> new Thread(() -> runTenTimes(i))).toList();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    for (Thread thread : threads) {
      thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
  }

  private void runTenTimes(int number) {
    for (int i = 0; i < 10; i++) {
      assertEquals(new Exited(number, number + "\n"), run("echo " + number + "; exit " + number));
    }
  }
}
