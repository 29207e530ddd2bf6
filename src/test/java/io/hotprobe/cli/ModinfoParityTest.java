package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ours and the installed modinfo on the same files: standard output and exit code are equal. Skipped where kmod 30 is not installed. */
@Timeout(120)
class ModinfoParityTest {

  private static final String RELEASE = "6.1.0-56-amd64";
  private static final Path DEBIAN = Path.of(System.getProperty("user.home"), ".cache/hotprobe/lab/tree");

  @TempDir static Path scratch;

  private static ModinfoTree tree;

  static List<ModinfoCase> cases() throws IOException {
    return ModinfoCase.all();
  }

  @BeforeAll
  static void buildTree() throws Exception {
    assumeTrue(version().equals("kmod version 30"), "kmod 30 is not installed");
    tree = new ModinfoTree(scratch);
    assertEquals(0, kmod("depmod", "-b", scratch.toString(), "1.0").status());
  }

  private static String version() throws Exception {
    try {
      return kmod("modinfo", "--version").out().lines().findFirst().orElse("");
    } catch (IOException absent) {
      return "";
    }
  }

  private static Program kmod(String... command) throws Exception {
    Path out = scratch.resolve("kmod.out");
    Path err = scratch.resolve("kmod.err");
    Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    return new Program(
        process.exitValue(),
        Files.readString(out, StandardCharsets.ISO_8859_1),
        Files.readString(err, StandardCharsets.ISO_8859_1));
  }

  private static void same(String... command) throws Exception {
    Program theirs = kmod(command);
    Program ours = Program.run(command);
    assertEquals(theirs.out(), ours.out(), () -> "kmod said: " + theirs.err());
    assertEquals(theirs.status(), ours.status(), () -> "ours said: " + ours.err() + "kmod said: " + theirs.err());
    assertTrue(ours.status() == 0 || !ours.err().isEmpty(), "failed without a word");
    assertTrue(!ours.err().contains("Exception"), ours.err());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void modinfo_onTheSameFiles_writesAndEndsAsKmodDoes(ModinfoCase each) throws Exception {
    same(each.command(tree));
  }

  private static String[] onDebian(List<String> options, List<String> modules) {
    List<String> arguments = new ArrayList<>(List.of("modinfo", "-k", RELEASE, "-b", DEBIAN.toString()));
    arguments.addAll(options);
    arguments.addAll(modules);
    return arguments.toArray(String[]::new);
  }

  private static List<String> debianNames(String index) throws IOException {
    Path file = DEBIAN.resolve("lib/modules").resolve(RELEASE).resolve(index);
    assumeTrue(Files.exists(file), "no " + file + ": bench/lab/run unpacks it");
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      String path = line.contains(":") ? line.substring(0, line.indexOf(':')) : line;
      names.add(path.substring(path.lastIndexOf('/') + 1).replaceAll("\\.ko.*", ""));
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("everyOption")
  void modinfo_onEveryModuleOfDebian_writesWhatKmodDoes(String option) throws Exception {
    List<String> options = option.isEmpty() ? List.of() : List.of(option.split(" "));
    List<String> names = debianNames("modules.dep");
    assertTrue(names.size() > 4000, "only " + names.size());
    same(onDebian(options, names));
  }

  static List<String> everyOption() {
    return List.of("", "-0", "-p -0", "-m -F signature");
  }

  @Test
  void modinfo_onEveryBuiltinModuleOfDebian_writesWhatKmodDoes() throws Exception {
    List<String> names = debianNames("modules.builtin");
    assertTrue(names.size() > 100, "only " + names.size());
    for (List<String> options : List.of(List.<String>of(), List.of("-0"), List.of("-p"), List.of("-m"))) {
      same(onDebian(options, names));
    }
  }
}
