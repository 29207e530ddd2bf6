package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules that the build leaves in the installation. Skipped before the first {@code mvn package}. */
@Timeout(60)
@Tag("installed")
class InstalledExamplesTest {

  private static final Path HOME = Path.of(System.getProperty("hotprobe.dist", "target/hotprobe"));

  @TempDir Path scratch;

  @BeforeEach
  void setUp() {
    assumeTrue(Files.isExecutable(HOME.resolve("bin/hotprobe")) && Files.exists(HOME.resolve("lib/hotprobe.jar")), "not built: " + HOME);
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void installation_rulesAndExamples_areThoseOfTheSource() throws IOException {
    Set<String> rules = names(Path.of("rules"));
    rules.removeIf(name -> !name.endsWith(".rules"));
    assertEquals(rules, names(HOME.resolve("share/rules.d")));
    assertEquals(names(Path.of("rules/examples")), names(HOME.resolve("share/examples")));
    for (String name : names(HOME.resolve("share/examples"))) {
      assertEquals(!name.endsWith(".rules"), Files.isExecutable(HOME.resolve("share/examples").resolve(name)), name);
    }
  }

  @Test
  void verify_installedRulesAndExamples_findsNothing() throws Exception {
    File said = scratch.resolve("said").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(
            HOME.resolve("bin/hotprobe").toString(), "rules", "verify", HOME.resolve("share/rules.d").toString(),
            HOME.resolve("share/examples").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).redirectOutput(said).start();
    assertTrue(process.waitFor(40, TimeUnit.SECONDS), "still running");
    assertEquals(0, process.exitValue(), Files.readString(said.toPath()));
  }
}
