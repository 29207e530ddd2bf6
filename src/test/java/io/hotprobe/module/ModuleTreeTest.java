package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleTreeTest {

  private static final String TOP = "kernel/top.ko.xz: kernel/mid.ko.xz kernel/ba-se.ko.xz";
  private static final String TEXT = TOP + "\nkernel/mid.ko.xz: kernel/ba-se.ko.xz\nkernel/ba-se.ko.xz:\n";

  @TempDir Path directory;
  private final List<Diagnostic> said = new ArrayList<>();

  private ModuleTree open() throws IOException {
    said.clear();
    return ModuleTree.open(directory, said::add);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text, StandardCharsets.ISO_8859_1);
  }

  private void binary(String... keysAndLines) throws IOException {
    IndexWriter writer = new IndexWriter();
    for (int i = 0; i < keysAndLines.length; i += 2) {
      writer.add(keysAndLines[i], i, keysAndLines[i + 1]);
    }
    writer.write(directory.resolve("modules.dep.bin"));
  }

  private static ModuleName name(String name) {
    return new ModuleName(name);
  }

  private static List<String> names(ModuleTree.Entry entry) {
    return entry.dependencies().stream().map(file -> file.name().value()).toList();
  }

  @Test
  void open_noDirectory_saysWhichAndWhatToDo() {
    Path none = directory.resolve("none");
    var missing = assertThrows(MissingModuleTreeException.class, () -> ModuleTree.open(none, said::add));
    assertTrue(missing.getMessage().startsWith(none + ": no such module directory; "), missing.getMessage());
  }

  @Test
  void open_aFileForADirectory_isMissing() throws IOException {
    file("x", "");
    assertThrows(MissingModuleTreeException.class, () -> ModuleTree.open(directory.resolve("x"), said::add));
  }

  @Test
  void open_noDependencyFile_isMissing() {
    var missing = assertThrows(MissingModuleTreeException.class, this::open);
    assertTrue(missing.getMessage().contains("modules.dep"), missing.getMessage());
  }

  @Test
  void open_damagedBinaryAndNoText_isMissingAndSaid() throws IOException {
    file("modules.dep.bin", "garbage");
    assertThrows(MissingModuleTreeException.class, this::open);
    assertEquals(1, said.size());
  }

  @Test
  void open_emptyText_isATreeWithoutModules() throws IOException {
    file("modules.dep", "");
    assertEquals(Optional.empty(), open().find(name("top")));
    assertEquals(List.of(), said);
  }

  @Test
  void find_inText_nearestDependencyFirst() throws IOException {
    file("modules.dep", TEXT);
    ModuleTree.Entry top = open().find(name("top")).orElseThrow();
    assertEquals(new ModuleFile(name("top"), directory.resolve("kernel/top.ko.xz")), top.file());
    assertEquals(List.of("mid", "ba_se"), names(top));
    assertEquals(directory.resolve("kernel/ba-se.ko.xz"), top.dependencies().get(1).path());
    assertEquals(List.of(), names(open().find(name("ba-se")).orElseThrow()));
    assertEquals(Optional.empty(), open().find(name("other")));
    assertEquals(Optional.empty(), open().find(name("TOP")));
  }

  @Test
  void find_inBinary_isUsedAndTextIsNot() throws IOException {
    file("modules.dep", TEXT);
    binary("top", "extra/top.ko: kernel/mid.ko", "mid", "kernel/mid.ko:");
    ModuleTree tree = open();
    assertEquals(directory.resolve("extra/top.ko"), tree.find(name("top")).orElseThrow().file().path());
    assertEquals(List.of("mid"), names(tree.find(name("top")).orElseThrow()));
    assertEquals(Optional.empty(), tree.find(name("ba_se")));
    assertEquals(List.of(), said);
  }

  @Test
  void find_absolutePath_staysOutsideTheTree() throws IOException {
    file("modules.dep", "/opt/drivers/x.ko: /opt/drivers/y.ko\n");
    assertEquals(Path.of("/opt/drivers/x.ko"), open().find(name("x")).orElseThrow().file().path());
    assertEquals(Path.of("/opt/drivers/y.ko"), open().find(name("x")).orElseThrow().dependencies().get(0).path());
  }

  @Test
  void find_pathThatLeadsUp_isNoModuleAndSaid() throws IOException {
    String text =
        "../../etc/x.ko:\nkernel/a.ko: ../../../tmp/b.ko\nkernel/../../c.ko:\n/opt/../d.ko:\nkernel/..e.ko:\nkernel/f..ko: kernel/g...ko\n";
    file("modules.dep", text);
    assertRefused();
    binary("x", "../../etc/x.ko:", "a", "kernel/a.ko: ../../../tmp/b.ko", "c", "kernel/../../c.ko:", "d", "/opt/../d.ko:", "f", "kernel/f..ko:");
    assertRefused();
  }

  private void assertRefused() throws IOException {
    ModuleTree tree = open();
    for (String module : List.of("x", "a", "c", "d")) {
      assertEquals(Optional.empty(), tree.find(name(module)), module);
    }
    assertEquals(directory.resolve("kernel/f..ko"), tree.find(name("f")).orElseThrow().file().path());
    assertEquals(4, said.size(), said.toString());
    assertTrue(said.get(0).toString().endsWith("has a path that leads up by '..', so there is no such module; run depmod"), said.toString());
  }

  @Test
  void open_binaryTruncatedAnywhere_isSaidAndTextIsUsed() throws IOException {
    file("modules.dep", TEXT);
    binary("top", TOP, "mid", "kernel/mid.ko.xz: kernel/ba-se.ko.xz", "ba_se", "kernel/ba-se.ko.xz:");
    Path binary = directory.resolve("modules.dep.bin");
    byte[] whole = Files.readAllBytes(binary);
    for (int length = 0; length < whole.length; length++) {
      Files.write(binary, Arrays.copyOf(whole, length));
      ModuleTree tree = open();
      assertEquals(List.of("mid", "ba_se"), names(tree.find(name("top")).orElseThrow()), "length=" + length);
      assertEquals(1, said.size(), "length=" + length);
      assertEquals(binary, said.get(0).at().file());
      assertTrue(said.get(0).remedy().startsWith("run depmod"));
    }
  }

  @Test
  void open_oddTextLines_areReadAround() throws IOException {
    file("modules.dep", "\n:\n: a.ko\nno colon\nkernel/.hidden.ko:\nkernel/:\n..: x\n\0: y\nkernel/a.ko:  kernel/b.ko   \nkernel/b.ko:\r\n");
    ModuleTree tree = open();
    assertEquals(List.of("b"), names(tree.find(name("a")).orElseThrow()));
    assertEquals(List.of(), names(tree.find(name("b")).orElseThrow()));
    assertEquals(Optional.empty(), tree.find(name("no colon")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", ": kernel/a.ko", "kernel/: x", "kernel/.ko:", "..:", "no colon", "/:", "\u00ff\u00fe.ko: \u00ff.ko"})
  void find_oddLineInBinary_doesNotThrow(String line) throws IOException {
    binary("top", line, "mid", "kernel/mid.ko: " + line, "good", "kernel/good.ko:");
    ModuleTree tree = open();
    tree.find(name("top")).ifPresent(entry -> assertFalse(entry.file().name().value().isEmpty()));
    tree.find(name("mid")).ifPresent(entry -> assertEquals(directory.resolve("kernel/mid.ko"), entry.file().path()));
    assertEquals(directory.resolve("kernel/good.ko"), tree.find(name("good")).orElseThrow().file().path());
  }

  @Test
  void openAndFind_anyText_neverThrow() throws IOException {
    for (int round = 0; round < 300; round++) {
      long seed = round % 2 == 0 ? round : ThreadLocalRandom.current().nextLong();
      SplittableRandom random = new SplittableRandom(seed);
      for (String file : List.of("modules.dep", "modules.builtin", "modules.devname")) {
        StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(80); i > 0; i--) {
          noise.append(random.nextInt(6) == 0 ? (char) random.nextInt(256) : "am/.:\n -cb1".charAt(random.nextInt(11)));
        }
        file(file, noise.toString());
      }
      try {
        ModuleTree tree = open();
        for (String line : Files.readString(directory.resolve("modules.dep"), StandardCharsets.ISO_8859_1).split("[\n:]")) {
          if (ModuleName.isNameOf(line)) {
            tree.find(ModuleName.ofPath(line));
          }
        }
      } catch (RuntimeException failure) {
        throw new AssertionError("seed=" + seed, failure);
      }
    }
  }

  @Test
  void isBuiltin_linesOfBuiltin_areNormalisedNames() throws IOException {
    file("modules.dep", "");
    file("modules.builtin", "kernel/fs/ext-4.ko\n\nkernel/.x\nkernel/lib/crc16.ko  \n");
    ModuleTree tree = open();
    assertTrue(tree.isBuiltin(name("ext_4")) && tree.isBuiltin(name("ext-4")) && tree.isBuiltin(name("crc16")));
    assertFalse(tree.isBuiltin(name("kernel")) || tree.isBuiltin(name("x")));
  }

  @Test
  void isBuiltin_noFile_isFalseAndQuiet() throws IOException {
    file("modules.dep", "");
    assertFalse(open().isBuiltin(name("ext4")));
    assertEquals(List.of(), said);
  }

  @Test
  void open_builtinIsADirectory_isSaid() throws IOException {
    file("modules.dep", "");
    Files.createDirectory(directory.resolve("modules.builtin"));
    assertFalse(open().isBuiltin(name("ext4")));
    assertEquals(1, said.size());
  }

  @Test
  void indexFiles_ofADirectory_nameWhatASnapshotWasReadFrom() {
    List<Path> files = ModuleTree.indexFiles(directory);
    for (String name : List.of("modules.dep", "modules.dep.bin", "modules.alias.bin", "modules.softdep", "modules.builtin")) {
      assertTrue(files.contains(directory.resolve(name)), name);
    }
  }
}
