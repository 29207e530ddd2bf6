package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every other seed is new on every run; a failure names it. */
class ModulesConfPropertyTest {

  private static final int ROUNDS = 400;

  @TempDir Path directory;
  private TempRoot root;

  @BeforeEach
  void setUp() {
    root = new TempRoot(directory);
  }

  private interface Check {
    void of(ModulesConfGenerator generator) throws IOException;
  }

  private static void rounds(Check check) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      try {
        check.of(new ModulesConfGenerator(seed));
      } catch (RuntimeException | IOException | AssertionError failure) {
        throw new AssertionError("seed=" + seed, failure);
      }
    }
  }

  private ConfigSources sources() {
    return ConfigSources.defaults(directory)
        .withModuleDirectory(directory.resolve("lib/modules/2.4.20"))
        .withCommands((command, environment, limit) -> new Commands.End.Exited(0, "a\nb *?'\"\\#\u0001\n"));
  }

  @Test
  void read_anyBytes_giveAConfigurationOrALine() throws IOException {
    int[] read = new int[1];
    rounds(
        generator -> {
          root.file("etc/modules.conf", generator.noise());
          try {
            ModprobeConfig config = root.read(sources());
            read[0]++;
            assertNotNull(config.options(TempRoot.module("m1"), "eth0"));
            assertEquals(text(config), text(readAgain(config)));
          } catch (InvalidConfigException told) {
            assertTrue(told.getMessage().matches("(?s).*/etc/modules.conf:[0-9]+: .+; .+"), told.getMessage());
          }
        });
    assertTrue(read[0] > ROUNDS / 60, "only " + read[0] + " could be read");
  }

  @Test
  void dump_generatedFile_readBackIsTheSameConfiguration() throws IOException {
    rounds(
        generator -> {
          ModprobeConfig config = root.file("etc/modules.conf", generator.file()).read(sources());
          ModprobeConfig again = readAgain(config);
          assertEquals(text(config), text(again));
          assertEquals(config.modulePaths(), again.modulePaths());
          for (int i = 0; i < 10; i++) {
            String name = ConfigLines.folded(generator.asked());
            assertEquals(config.probe(name).map(Probe::modules), again.probe(name).map(Probe::modules), name);
            assertEquals(config.emptyAlias(name).map(EmptyAlias::kind), again.emptyAlias(name).map(EmptyAlias::kind), name);
            for (String module : List.of("m1", "m_2", "m3")) {
              assertSame(config, again, module, name);
            }
          }
        });
  }

  private static void assertSame(ModprobeConfig config, ModprobeConfig again, String name, String alias) {
    var module = TempRoot.module(name);
    assertEquals(config.options(module, alias), again.options(module, alias), alias);
    assertEquals(config.install(module, alias).map(Command::command), again.install(module, alias).map(Command::command), alias);
    for (Hook hook : Hook.values()) {
      assertEquals(commands(config, hook, name, alias), commands(again, hook, name, alias), alias);
    }
  }

  private static List<String> commands(ModprobeConfig config, Hook hook, String module, String alias) {
    return config.hooks(hook, TempRoot.module(module), alias).stream().map(Command::command).toList();
  }

  private ModprobeConfig readAgain(ModprobeConfig config) throws IOException {
    StringBuilder dump = new StringBuilder();
    new ConfigDump(dump).write(config, directory, "1", unheard -> {});
    root.file("dump", dump.toString());
    ModprobeConfig again = root.read(sources().withDirectories(List.of(directory.resolve("dump"))));
    StringBuilder second = new StringBuilder();
    new ConfigDump(second).write(again, directory, "1", unheard -> {});
    assertEquals(dump.toString(), second.toString());
    return again;
  }

  /** What it means, in the lines of modprobe.d. */
  private static String text(ModprobeConfig config) throws IOException {
    StringBuilder text = new StringBuilder();
    new ConfigDump(text).lines(config);
    return text.toString();
  }
}
