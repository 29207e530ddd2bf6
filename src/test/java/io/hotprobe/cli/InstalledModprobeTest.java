package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The installed program under the name modprobe, called as the kernel calls what {@code /proc/sys/kernel/modprobe} names. */
@Timeout(60)
@Tag("installed")
class InstalledModprobeTest {

  private static final Path HOME = Path.of(System.getProperty("hotprobe.dist", "target/hotprobe"));

  /** Of call_modprobe(), kernel/module/kmod.c. */
  private static final Map<String, String> KERNEL = Map.of("HOME", "/", "TERM", "linux", "PATH", "/sbin:/usr/sbin:/bin:/usr/bin");

  @TempDir Path scratch;

  private Path modprobe;

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(Files.isExecutable(HOME.resolve("bin/hotprobe")) && Files.exists(HOME.resolve("lib/hotprobe.jar")), "not built: " + HOME);
    modprobe = Files.createSymbolicLink(scratch.resolve("modprobe"), HOME.resolve("bin/hotprobe").toAbsolutePath());
    new SmallWorld(scratch).module("side").builtin("inside").write();
  }

  /** A run under that environment with standard input, output and error closed, and its exit code. */
  private int closed(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
    String call = "exec " + modprobe + " '" + String.join("' '", arguments) + "' <&- >&- 2>&-";
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", call);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    assertTrue(process.waitFor(40, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  @Test
  void call_ofTheKernel_runsWithABareEnvironmentAndNothingOpen() throws Exception {
    Path seen = scratch.resolve("seen");
    Path conf = Files.write(scratch.resolve("own.conf"), List.of("install fs-own echo $MODPROBE_MODULE \"$MODPROBE_OPTIONS\" > " + seen));
    String[] world = {"--root", scratch.toString(), "--release", SmallWorld.RELEASE, "-C", conf.toString(), "-q", "--"};
    assertEquals(0, closed(KERNEL, with(world, "fs-own")));
    assertEquals("fs_own -C " + conf + " -q\n", Files.readString(seen));
    assertEquals(0, closed(KERNEL, with(world, "inside")));
    assertEquals(1, closed(KERNEL, with(world, "net-pf-10")));
    assertEquals(1, closed(KERNEL, with(world, "-r")), "a name is never an option");
  }

  private static String[] with(String[] world, String name) {
    String[] all = Arrays.copyOf(world, world.length + 1);
    all[world.length] = name;
    return all;
  }

  @Test
  void call_underTheToolsName_writesItsMessagesUnderIt() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(modprobe.toString(), "--root", scratch.toString(), "--release", SmallWorld.RELEASE, "nosuch");
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, process.waitFor(), said);
    assertTrue(said.startsWith("modprobe: FATAL: Module nosuch not found in directory "), said);
  }
}
