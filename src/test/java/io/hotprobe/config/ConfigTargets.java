package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.fuzz.Scratch;
import io.hotprobe.module.Commands;
import io.hotprobe.module.Diagnostic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is promised of any bytes that are taken for module configuration. */
public final class ConfigTargets {

  private ConfigTargets() {}

  public static void modprobeD(byte[] bytes) throws IOException {
    Path file = Scratch.file("modprobe.d/fuzz.conf", bytes);
    List<Diagnostic> told = new ArrayList<>();
    ModprobeConfig config =
        ModprobeConfig.read(new ConfigSources(List.of(file.getParent()), Optional.empty(), Optional.empty()), told::add);
    check(told);
    ask(config);
  }

  public static void commandLine(byte[] bytes) throws IOException {
    Path file = Scratch.file("cmdline", bytes);
    List<Diagnostic> told = new ArrayList<>();
    ask(ModprobeConfig.read(new ConfigSources(List.of(), Optional.empty(), Optional.of(file)), told::add));
    check(told);
  }

  public static void modulesConf(byte[] bytes) throws IOException {
    Path root = Scratch.file("old/etc/modules.conf", bytes).getParent().getParent();
    ConfigSources sources =
        ConfigSources.defaults(root).withCommands((command, environment, limit) -> new Commands.End.Exited(0, "a\nb *?'\"\\#\u0001\n"));
    List<Diagnostic> told = new ArrayList<>();
    try {
      ModprobeConfig config = ModprobeConfig.read(sources, told::add);
      check(told);
      ask(config);
      assertEquals(lines(config), lines(again(config, sources)));
    } catch (InvalidConfigException invalid) {
      assertTrue(invalid.getMessage().matches("(?s)/.*:[0-9]+: .+; .+"), invalid.getMessage());
    }
  }

  private static ModprobeConfig again(ModprobeConfig config, ConfigSources sources) throws IOException {
    StringBuilder dump = new StringBuilder();
    new ConfigDump(dump).write(config, sources.root(), "1", unheard -> {});
    Path file = Scratch.file("dump", dump.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    return ModprobeConfig.read(sources.withDirectories(List.of(file)), unheard -> {});
  }

  private static String lines(ModprobeConfig config) throws IOException {
    StringBuilder text = new StringBuilder();
    new ConfigDump(text).lines(config);
    return text.toString();
  }

  private static void check(List<Diagnostic> told) {
    for (Diagnostic diagnostic : told) {
      assertFalse(diagnostic.problem().isBlank());
      assertFalse(diagnostic.remedy().isBlank());
    }
  }

  private static void ask(ModprobeConfig config) {
    for (String name : List.of("m1", "snd_hda", "a")) {
      var module = TempRoot.module(name);
      assertNotNull(config.options(module, name));
      config.install(module).ifPresent(line -> assertTrue(config.installs().contains(line)));
      config.softdep(module).ifPresent(line -> assertTrue(config.softdeps().contains(line)));
      for (Hook hook : Hook.values()) {
        assertNotNull(config.hooks(hook, module, name));
      }
    }
  }
}
