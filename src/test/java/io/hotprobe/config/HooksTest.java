package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hooks and {@code keep} in modprobe.d. */
class HooksTest {

  @TempDir Path directory;
  private TempRoot root;

  @BeforeEach
  void setUp() {
    root = new TempRoot(directory);
  }

  private ModprobeConfig read(String text) throws IOException {
    return root.file("etc/modprobe.d/a.conf", text).read();
  }

  private static List<String> commands(ModprobeConfig config, Hook hook, String module, String alias) {
    return config.hooks(hook, TempRoot.module(module), alias).stream().map(line -> line.command().strip()).toList();
  }

  @Test
  void hooks_severalLinesOfAModule_firstThatMatchesCounts() throws IOException {
    ModprobeConfig config = read("pre-install m* one\npre-install m two\npre-remove m three\n");
    assertEquals(List.of("one"), commands(config, Hook.PRE_INSTALL, "m", null));
    assertEquals(List.of("three"), commands(config, Hook.PRE_REMOVE, "m", null));
    assertEquals(List.of(), commands(config, Hook.POST_INSTALL, "m", null));
    assertEquals(List.of(), commands(config, Hook.PRE_INSTALL, "x", null));
    assertEquals(List.of(), root.said());
  }

  @Test
  void hooks_reachedByAnAlias_theAliasHasTheFirstWord() throws IOException {
    for (Hook hook : Hook.values()) {
      ModprobeConfig config = read("%1$s al-i alias\n%1$s m module\n%1$s other o\n".formatted(hook.keyword()));
      assertEquals(List.of("alias", "module"), commands(config, hook, "m", "al_i"));
    }
  }

  @Test
  void hooks_aliasPattern_isTakenLiterally() throws IOException {
    ModprobeConfig config = read("pre-install pci:* by_pattern\npre-install pci:v* other\n");
    assertEquals(List.of("by_pattern"), commands(config, Hook.PRE_INSTALL, "m", "pci:*"));
    assertEquals(List.of(), commands(config, Hook.PRE_INSTALL, "m", "pci:x"));
  }

  @Test
  void hooks_oneLineForAliasAndModule_runsOnce() throws IOException {
    assertEquals(List.of("c"), commands(read("post-remove m c\n"), Hook.POST_REMOVE, "m", "m"));
  }

  @Test
  void keep_severalNamesAndGlobs_markTheModules() throws IOException {
    ModprobeConfig config = read("# none\nkeep snd-hda\tusb*\nkeep x\n");
    assertEquals(2, config.keep(TempRoot.module("snd_hda")).orElseThrow().line());
    assertEquals(2, config.keep(TempRoot.module("usbcore")).orElseThrow().line());
    assertEquals(3, config.keep(TempRoot.module("x")).orElseThrow().line());
    assertTrue(config.keep(TempRoot.module("y")).isEmpty());
  }

  @Test
  void keep_withoutAName_isToldWithItsLine() throws IOException {
    assertTrue(read("keep\nkeep \nkeep a[\n").keeps().isEmpty());
    assertEquals(4, root.said().size(), root.said().toString());
    assertTrue(root.said().get(0).startsWith("etc/modprobe.d/a.conf:1: keep names no module"), root.said().get(0));
  }

  @Test
  void hooks_withoutACommand_areToldAndIgnored() throws IOException {
    assertTrue(read("pre-install m\npost-remove\n").hooks(Hook.PRE_INSTALL).isEmpty());
    assertEquals(2, root.said().size(), root.said().toString());
  }
}
