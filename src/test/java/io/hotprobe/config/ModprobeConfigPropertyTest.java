package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Diagnostic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes give lines and diagnostics. Every other seed is new on every run; a failure names it. */
class ModprobeConfigPropertyTest {

  private static final int ROUNDS = 2000;

  @TempDir Path directory;

  @Test
  void read_anyBytes_neverThrows() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      try {
        check(new ConfigGenerator(seed));
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("seed=" + seed, failure);
      }
    }
  }

  private void check(ConfigGenerator generator) throws IOException {
    TempRoot root = new TempRoot(directory);
    String noise = generator.noise();
    root.file("etc/modprobe.d/noise.conf", noise).file("etc/modprobe.d/config.conf", generator.file() + generator.file());
    root.file("lib/modules/1.0/modules.softdep", generator.file());
    root.file("proc/cmdline", generator.below(2) == 0 ? noise : generator.commandLine());
    ModprobeConfig config = root.read();
    assertEquals(4, config.files().size());
    for (Diagnostic diagnostic : root.diagnostics) {
      assertTrue(config.files().contains(diagnostic.at().file()) && !diagnostic.problem().isEmpty() && !diagnostic.remedy().isEmpty());
    }
    ask(config, generator.one("snd_hda", "m", "m1", "[", "\\", "*", "a]", noise.replace('/', ' ').replace('\0', ' ') + "x"));
  }

  /** Every answer is the first of the lines that could give it. */
  private static void ask(ModprobeConfig config, String name) {
    var module = TempRoot.module(name);
    config.install(module).ifPresent(line -> assertTrue(config.installs().contains(line)));
    config.remove(module).ifPresent(line -> assertTrue(config.removes().contains(line)));
    config.softdep(module).ifPresent(line -> assertTrue(config.softdeps().contains(line)));
    config.weakdep(module).ifPresent(line -> assertTrue(config.weakdeps().contains(line)));
    assertNotNull(config.options(module, name));
    assertEquals(config.blacklists().stream().anyMatch(line -> line.module().equals(module.value())), config.blacklist(module).isPresent());
  }
}
