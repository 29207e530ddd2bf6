package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleNameTest {

  @Test
  void of_dashes_areUnderscores() {
    assertEquals(new ModuleName("snd_hda_intel"), new ModuleName("snd-hda-intel"));
    assertEquals("snd_hda_intel", new ModuleName("snd-hda_intel").toString());
    assertNotEquals(new ModuleName("A"), new ModuleName("a"));
  }

  @ParameterizedTest
  @CsvSource({
    "a/snd-hda.ko.xz, snd_hda",
    "a-b.v1.ko, a_b",
    "x.ko, x",
    "x, x",
    "/lib/modules/1.0/kernel/x.ko.gz, x",
    "a.b/c, c",
  })
  void ofPath_path_isTheBaseUpToItsFirstDot(String path, String name) {
    assertEquals(name, ModuleName.ofPath(path).value());
    assertTrue(ModuleName.isNameOf(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/", ".ko", "a/.ko", "..", "a/..", "a\0b.ko"})
  void ofPath_pathWithoutName_isRefusedAsIsNameOfSays(String path) {
    assertFalse(ModuleName.isNameOf(path));
    assertThrows(IllegalArgumentException.class, () -> ModuleName.ofPath(path.indexOf('\0') < 0 ? path : "a\0b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0"})
  void of_noName_isRefused(String text) {
    assertFalse(ModuleName.isName(text));
    var refused = assertThrows(IllegalArgumentException.class, () -> new ModuleName(text));
    assertTrue(refused.getMessage().contains("value=" + text));
  }

  @Test
  void compareTo_names_byText() {
    assertTrue(new ModuleName("a").compareTo(new ModuleName("b")) < 0);
    assertEquals(0, new ModuleName("a-b").compareTo(new ModuleName("a_b")));
  }
}
