package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.load.LoadedModules;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutocleanCommandTest {

  @TempDir Path root;

  private SmallWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world = new SmallWorld(root).module("base").module("one", "base").module("two").module("theirs").write();
  }

  /** Hotprobe loads a module for a device. */
  private void loaded(String module, String cause) throws IOException {
    new LoadedModules(root.resolve("run/hotprobe"), root.resolve("sys")).add(List.of(new LoadOutcome.Loaded(new ModuleName(module), 1)), cause);
  }

  private Program autoclean(String script, String... more) throws IOException {
    Path file = Files.writeString(root.resolve("kernel.script"), script);
    List<String> all = new ArrayList<>(List.of("autoclean", "--root", root.toString(), "--release", SmallWorld.RELEASE, "--script", file.toString()));
    all.addAll(Arrays.asList(more));
    return Program.run(all.toArray(new String[0]));
  }

  private static List<String> lines(Program program) {
    return program.out().lines().map(line -> line.replaceAll(" in [0-9.]+ (us|ms|s)", "")).toList();
  }

  @Test
  void autoclean_twice_removesAtTheSecondRunAndSaysWhyTheRestStays() throws IOException {
    world.conf("a.conf", "keep two");
    loaded("one", "/devices/d");
    loaded("base", "/devices/d");
    loaded("two", "/devices/e");
    String script = "live one\nlive two\nlive theirs\n";
    String keep = "kept two: keep by " + root.resolve("etc/modprobe.d/a.conf") + ":1";
    String rest = "kept 1 module that hotprobe did not load";
    Program first = autoclean(script);
    assertEquals(List.of(keep, "kept one: seen idle for the first time", "kept base: in use by one", rest), lines(first));
    assertEquals(0, first.status());
    Program second = autoclean(script);
    assertEquals(List.of("removed one, loaded for /devices/d", keep, "kept base: seen idle for the first time", rest), lines(second));
    assertEquals(0, second.status());
    assertEquals("", second.err());
    Program third = autoclean("live base\nlive two\nlive theirs\n");
    assertEquals(List.of("removed base, loaded for /devices/d", keep, rest), lines(third));
  }

  @Test
  void autoclean_verbose_namesTheOthersToo() throws IOException {
    assertEquals(List.of("kept theirs: not loaded by hotprobe"), lines(autoclean("live theirs\n", "-v")));
  }

  @Test
  void autoclean_nothingLive_isDone() throws IOException {
    Program program = autoclean("");
    assertEquals(0, program.status());
    assertEquals("", program.out() + program.err());
  }

  @Test
  void autoclean_dryRun_saysWhatWouldBeDoneAndKeepsTheNotes() throws IOException {
    loaded("two", "/devices/e");
    assertEquals(List.of("kept two: seen idle for the first time"), lines(autoclean("live two\n", "-n")));
    assertFalse(Files.exists(root.resolve("run/hotprobe/idle")));
    autoclean("live two\n");
    for (int run = 0; run < 2; run++) {
      Program program = autoclean("live two\n", "--dry-run");
      assertEquals(List.of("would rmmod two, loaded for /devices/e"), lines(program));
      assertEquals(0, program.status());
    }
    assertEquals(List.of("removed two, loaded for /devices/e"), lines(autoclean("live two\n")));
  }

  @Test
  void autoclean_removeCommandFails_isOneAndNamesTheLine() throws IOException {
    world.conf("a.conf", "remove two down");
    loaded("two", "/devices/e");
    autoclean("live two\nexit 3 down\n");
    Program program = autoclean("live two\nexit 3 down\n");
    assertEquals(1, program.status());
    assertEquals("", program.out());
    String failed = "hotprobe autoclean: command 'down' of two failed: " + root.resolve("etc/modprobe.d/a.conf") + ":1: exit status 3\n";
    assertEquals(failed, program.err());
  }

  @Test
  void autoclean_recordThatIsNoFile_isOneAndNamesIt() throws IOException {
    Files.createDirectories(root.resolve("run/hotprobe/loaded"));
    Program program = autoclean("live two\n");
    assertEquals(1, program.status());
    assertEquals("hotprobe autoclean: " + root.resolve("run/hotprobe/loaded") + ": not a regular file; remove it\n", program.err());
  }

  @Test
  void autoclean_kernelInMemoryBesideTheRunningOne_isRefused() {
    Program program = Program.run("autoclean", "--simulate");
    assertEquals(2, program.status());
    assertTrue(program.err().contains("name another place with --root"), program.err());
    assertEquals(2, Program.run("daemon", "--simulate", "--autoclean", "1h").status());
  }

  @Test
  void daemon_autocleanThatCannotBe_isRefused() {
    String rooted = "--root=" + root;
    for (String wrong : List.of("0s", "24", "h", "-1h", "100000d", "1 h", "")) {
      Program program = Program.run("daemon", rooted, "--simulate", "--autoclean", wrong);
      assertEquals(2, program.status(), wrong);
      assertTrue(program.err().contains("as in 90s, 30m, 24h, 7d"), program.err());
    }
    Program dry = Program.run("daemon", rooted, "--dry-run", "--autoclean", "24h");
    assertEquals(2, dry.status());
    assertTrue(dry.err().contains("hotprobe autoclean --dry-run"), dry.err());
  }

  /** The example for cron.daily, as far as it can be run here: with another hotprobe on the path, and with none. */
  @Test
  void cronDaily_example_writesErrorsOnlyAndHandsOnTheExitCode() throws Exception {
    Path bin = Files.createDirectories(root.resolve("bin"));
    Path hotprobe = Files.writeString(bin.resolve("hotprobe"), "#!/bin/sh\necho \"out $*\"\necho \"err $*\" >&2\nexit 1\n");
    assertTrue(hotprobe.toFile().setExecutable(true));
    assertEquals("err autoclean\n1", cronDaily(bin));
    Files.delete(hotprobe);
    assertEquals("0", cronDaily(bin));
  }

  /** Its output and exit code. */
  private static String cronDaily(Path path) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "src/main/dist/share/cron.daily/hotprobe").redirectErrorStream(true);
    builder.environment().put("PATH", path.toString());
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII) + process.waitFor();
  }

  @Test
  void intervalConverter_unitsOfAll_areWhatTheySay() {
    IntervalConverter converter = new IntervalConverter();
    assertEquals(90, converter.convert("90s").toSeconds());
    assertEquals(30, converter.convert("30m").toMinutes());
    assertEquals(24, converter.convert("24h").toHours());
    assertEquals(99_999L * 86_400 * 1_000_000_000, converter.convert("99999d").toNanos(), "the longest can be waited for");
  }

  @Test
  void kernelCall_bareEnvironmentOnly() {
    Map<String, String> kernel = Map.of("HOME", "/", "TERM", "linux", "PATH", "/sbin:/usr/sbin:/bin:/usr/bin");
    assertTrue(KernelCall.is(kernel));
    assertTrue(KernelCall.is(Map.of("HOME", "/", "TERM", "linux", "PATH", "/sbin:/usr/sbin:/bin:/usr/bin", "PWD", "/", "SHLVL", "0", "_", "/x")));
    assertFalse(KernelCall.is(Map.of("HOME", "/", "TERM", "linux", "PATH", "/bin", "LANG", "C")));
    assertFalse(KernelCall.is(Map.of("HOME", "/root", "TERM", "linux", "PATH", "/bin")));
    assertFalse(KernelCall.is(Map.of("HOME", "/", "TERM", "xterm", "PATH", "/bin")));
    assertFalse(KernelCall.is(Map.of("HOME", "/", "PATH", "/bin")));
    assertFalse(KernelCall.is(Map.of()));
  }
}
