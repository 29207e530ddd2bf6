package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.module.KoFile;
import io.hotprobe.module.Pkcs7Message;
import io.hotprobe.resolve.DemoTree;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The installation that the build leaves behind, started as a user does. Skipped before the first {@code mvn package}. */
@Timeout(60)
@Tag("installed")
class InstalledProgramTest {

  private static final Path HOME = Path.of(System.getProperty("hotprobe.dist", "target/hotprobe"));

  @TempDir Path scratch;

  @BeforeEach
  void setUp() {
    assumeTrue(Files.isExecutable(HOME.resolve("bin/hotprobe")) && Files.exists(HOME.resolve("lib/hotprobe.jar")), "not built: " + HOME);
  }

  private Program run(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/hotprobe").toString()));
    command.addAll(Arrays.asList(arguments));
    File in = Files.writeString(scratch.resolve("in"), input).toFile();
    File out = scratch.resolve("out").toFile();
    File err = scratch.resolve("err").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(in).redirectOutput(out).redirectError(err);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    assertTrue(process.waitFor(40, TimeUnit.SECONDS), "still running");
    return new Program(
        process.exitValue(),
        Files.readString(out.toPath(), StandardCharsets.UTF_8),
        Files.readString(err.toPath(), StandardCharsets.UTF_8));
  }

  @Test
  void archive_created_isOneLineAndLeavesNothingElse() throws Exception {
    Path copy = scratch.resolve("copy");
    try (Stream<Path> files = Files.walk(HOME)) {
      for (Path each : files.filter(file -> !file.endsWith("hotprobe.jsa")).toList()) {
        Files.copy(each, copy.resolve(HOME.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    ProcessBuilder builder = new ProcessBuilder(copy.resolve("bin/hotprobe").toString()).redirectErrorStream(true);
    builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "HOTPROBE_ARCHIVE", "create"));
    Process process = builder.start();
    Path archive = copy.toRealPath().resolve("lib/hotprobe.jsa");
    assertEquals("wrote " + archive + "\n", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(0, process.waitFor());
    assertTrue(Files.size(archive) > 0);
    assertTrue(Files.notExists(copy.resolve("lib/hotprobe.jsa.log")) && Files.notExists(copy.resolve("lib/hotprobe.jsa.new")));
  }

  @Test
  void demo_piped_endsWithATableAndZero() throws Exception {
    Program program = run("", "demo", "--speed", "0");
    assertEquals(0, program.status(), program.err());
    assertTrue(program.out().contains("DEVICE") && program.out().contains("e1000e"), program.out());
    assertTrue(program.out().strip().endsWith(", 0 lost"), program.out());
    assertTrue(program.out().indexOf('\033') < 0, "escape sequences in a pipe");
    assertEquals("", program.err());
  }

  @Test
  void resolve_throughTheLauncher_answersAndEndsWithItsCode() throws Exception {
    String[] arguments = {"resolve", "--modules-dir", DemoTree.RELEASES.toString(), "--release", DemoTree.RELEASE, "--config-dir", "/nonexistent", "-"};
    Program found = run("pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00\n", arguments);
    assertEquals(new Program(0, "pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00\te1000e\n", ""), found);
    assertEquals(1, run("nosuch\n", arguments).status());
    assertEquals(2, run("", "resolve").status());
  }

  @Test
  void launcher_throughALink_findsItsLibraries() throws Exception {
    Path link = scratch.resolve("hp");
    Files.createSymbolicLink(link, HOME.resolve("bin/hotprobe").toAbsolutePath());
    Process process = new ProcessBuilder(link.toString(), "--version").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.startsWith("hotprobe "), said);
  }

  @Test
  void modinfo_ofASignedModule_hasAllOfTheLibraryThatItNeeds() throws Exception {
    byte[] message = new Pkcs7Message().commonName("Some CA").signed().bytes();
    Path file = new KoFile().modinfo("license=GPL").sign(message).write(scratch.resolve("signed.ko"));
    assertEquals(new Program(0, "Some CA\n", ""), run("", "modinfo", "-F", "signer", file.toString()));
    assertEquals(new Program(0, "12:34\n", ""), run("", "modinfo", "-F", "sig_key", file.toString()));
    byte[] wrong = new Pkcs7Message().commonName("CA").signed().bytes();
    wrong[5]++;
    Program unreadable = run("", "modinfo", "-F", "signer", new KoFile().modinfo("a=b").sign(wrong).write(scratch.resolve("wrong.ko")).toString());
    assertTrue(unreadable.status() == 0 && unreadable.err().startsWith("modinfo: WARNING: "), unreadable.err());
  }
}
