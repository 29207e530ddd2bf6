package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.KoFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** What {@code hotprobe depmod} does beyond, or other than, what {@link DepmodParityTest} compares. */
class DepmodCommandTest {

  @TempDir Path root;

  private Path directory() {
    return root.resolve("lib/modules/1.0");
  }

  private Program depmod(String... options) {
    List<String> arguments = new ArrayList<>(List.of("depmod", "-b", root.toString(), "-C", "/nonexistent"));
    arguments.addAll(List.of(options));
    arguments.add("1.0");
    return Program.run(arguments.toArray(String[]::new));
  }

  private void write(String path, KoFile module) throws IOException {
    module.write(directory().resolve(path));
  }

  private String text(Path directory, String name) throws IOException {
    return Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1);
  }

  private void writeInputs() throws IOException {
    for (String name : List.of("modules.order", "modules.builtin", "modules.builtin.modinfo")) {
      Files.write(Files.createDirectories(directory()).resolve(name), new byte[0]);
    }
  }

  @Test
  void depmod_packedModules_areReadAsPlainOnes() throws IOException {
    writeInputs();
    byte[] module = new KoFile().modinfo("alias=packed").need("base").bytes();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(module);
    }
    ByteArrayOutputStream xz = new ByteArrayOutputStream();
    try (XZOutputStream out = new XZOutputStream(xz, new LZMA2Options(1))) {
      out.write(new KoFile().export("base", 1).bytes());
    }
    Files.write(directory().resolve("a.ko.gz"), gzip.toByteArray());
    Files.write(directory().resolve("b.ko.xz"), xz.toByteArray());
    Files.writeString(directory().resolve("modules.order"), "a.ko\nb.ko\n");
    assertEquals(new Program(0, "", ""), depmod());
    assertEquals("a.ko.gz: b.ko.xz\nb.ko.xz:\n", text(directory(), "modules.dep"));
    assertTrue(text(directory(), "modules.alias").contains("alias packed a\n"));
  }

  @Test
  void depmod_weakDependencies_areWrittenAndShown() throws IOException {
    writeInputs();
    write("a.ko", new KoFile().modinfo("weakdep=b c"));
    assertEquals(0, depmod().status());
    assertEquals("# Weak dependencies extracted from modules themselves.\nweakdep a b c\n", text(directory(), "modules.weakdep"));
    assertTrue(depmod("-n").out().contains("weakdep a b c\n"));
  }

  @Test
  void depmod_otherDirectories_areReadAndWrittenThere() throws IOException {
    new KoFile().write(root.resolve("usr/lib/kernels/1.0/a.ko"));
    Path out = root.resolve("out");
    assertEquals(0, depmod("-m", "/usr/lib/kernels", "-o", out.toString()).status());
    assertEquals("a.ko:\n", text(out.resolve("usr/lib/kernels/1.0"), "modules.dep"));
    assertFalse(Files.exists(root.resolve("usr/lib/kernels/1.0/modules.dep")));
  }

  @Test
  void depmod_quick_writesOnlyWhenAModuleIsNewer() throws IOException {
    writeInputs();
    write("a.ko", new KoFile());
    assertEquals(0, depmod("-A").status());
    Path dependencies = directory().resolve("modules.dep");
    Files.writeString(dependencies, "untouched");
    Files.setLastModifiedTime(dependencies, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    assertEquals(new Program(0, "", ""), depmod("-A"));
    assertEquals("untouched", text(directory(), "modules.dep"));
    Files.setLastModifiedTime(dependencies, FileTime.fromMillis(1));
    assertEquals(0, depmod("--quick").status());
    assertEquals("a.ko:\n", text(directory(), "modules.dep"));
  }

  @Test
  void depmod_messages_nameFilePlaceAndRemedy() throws IOException {
    write("bad.ko", new KoFile().append(new byte[0]));
    Files.write(directory().resolve("bad.ko"), new byte[100]);
    Program run = depmod();
    assertEquals(0, run.status());
    assertTrue(run.err().contains("depmod: ERROR: " + directory().resolve("bad.ko") + ": byte 0: not an ELF file\n"), run.err());
    assertTrue(run.err().contains("depmod: WARNING: " + directory().resolve("modules.order") + ": no such file"), run.err());
    Program missing = Program.run("depmod", "-b", root.toString(), "9.9");
    assertEquals(1, missing.status());
    assertTrue(missing.err().contains("lib/modules/9.9: no such directory"), missing.err());
  }

  @Test
  void depmod_targetThatCannotBeReplaced_isToldAndNothingTemporaryStays() throws IOException {
    writeInputs();
    write("a.ko", new KoFile());
    assertEquals(0, depmod().status());
    write("b.ko", new KoFile());
    Files.delete(directory().resolve("modules.devname"));
    Files.createDirectories(directory().resolve("modules.devname/in-the-way"));
    Program run = depmod();
    assertEquals(1, run.status());
    assertTrue(run.err().contains("modules.devname"), run.err());
    try (var files = Files.newDirectoryStream(directory(), "*.tmp")) {
      assertFalse(files.iterator().hasNext());
    }
  }

  @Test
  void depmod_bytesThatNoIndexHolds_areToldAndTheRestIsWritten() throws IOException {
    writeInputs();
    write("a.ko", new KoFile().modinfo("alias=caf\u00e9").modinfo("alias=fine").export("sch\u00f6n", 1).export("plain", 1));
    Program run = depmod();
    assertEquals(0, run.status());
    assertEquals(2, run.err().lines().count(), run.err());
    TreeMap<String, String> content = InstalledDepmod.content(directory());
    assertEquals("index\nfine | 0 | a\n", content.get("modules.alias.bin"));
    assertEquals("index\nsymbol:plain | 0 | a\n", content.get("modules.symbols.bin"));
    assertTrue(content.get("modules.alias").contains("alias caf\u00e9 a\n"));
  }

  @Test
  void depmod_twice_isTheSameBytes() throws IOException {
    for (int i = 0; i < 30; i++) {
      write("kernel/" + i % 3 + "/m" + i + ".ko", new KoFile().export("s" + i, i).need("s" + (i + 1)).modinfo("alias=a" + i % 5));
      write("kernel/other/m" + i + ".ko", new KoFile().modinfo("alias=other"));
    }
    writeInputs();
    assertEquals(0, depmod().status());
    TreeMap<String, String> first = InstalledDepmod.content(directory());
    byte[] index = Files.readAllBytes(directory().resolve("modules.alias.bin"));
    assertEquals(0, depmod().status());
    assertEquals(first, InstalledDepmod.content(directory()));
    assertArrayEquals(index, Files.readAllBytes(directory().resolve("modules.alias.bin")));
  }

  /** Whatever the bytes are, each module is listed or told, and nothing is thrown. */
  @Test
  void depmod_anyBytes_giveMessagesAndFiles() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 60; round++) {
      writeInputs();
      for (String name : List.of("modules.order", "modules.builtin", "modules.builtin.modinfo")) {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        Files.write(directory().resolve(name), noise);
      }
      for (int i = 0; i < 4; i++) {
        byte[] bytes = new KoFile().modinfo("alias=x" + i).export("e" + i, 1).need("e" + (i + 1)).version("e0", 3).bytes();
        for (int changes = random.nextInt(8); changes > 0; changes--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Files.write(directory().resolve("m" + i + (i == 3 ? ".ko.xz" : ".ko")), bytes);
      }
      Path config = root.resolve("depmod.conf");
      byte[] noise = new byte[100];
      random.nextBytes(noise);
      Files.write(config, noise);
      Program run = depmod("-C", config.toString(), "-e", "-w", "-v", "-E", config.toString());
      assertTrue(run.status() == 0 || run.err().contains("circle"), run.err());
      assertFalse(run.err().contains("\tat "), run.err());
      assertEquals(4, text(directory(), "modules.dep").lines().count());
    }
  }

  @Test
  void depmod_kernelSymbolsWithoutEnd_areRefused() throws IOException {
    writeInputs();
    Program program = depmod("-E", "/dev/zero");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("/dev/zero: larger than 67108864 bytes"), program.err());
  }

  @Test
  void depmod_kernelSymbolsThatAreADirectory_areNamed() throws IOException {
    writeInputs();
    Program program = depmod("-F", root.toString());
    assertEquals(1, program.status());
    assertTrue(program.err().contains(root + ": cannot be read: is a directory"), program.err());
  }

  @Test
  void depmod_orderThatIsNoRegularFile_isPassedOver() throws IOException {
    writeInputs();
    write("a.ko", new KoFile());
    Files.delete(directory().resolve("modules.order"));
    Files.createSymbolicLink(directory().resolve("modules.order"), Path.of("/dev/zero"));
    Program program = depmod();
    assertEquals(0, program.status());
    assertTrue(program.err().contains("modules.order: no regular file; it is left out of the index"), program.err());
    assertEquals("a.ko:\n", text(directory(), "modules.dep"));
  }

  /** In a process of its own: what can be a path depends on the locale in which Java was started. */
  @Test
  void depmod_externalDirectoryThatIsNoPath_isToldWithItsLine() throws Exception {
    writeInputs();
    Path config = Files.writeString(root.resolve("depmod.conf"), "# first\nexternal * /caf\u00e9\n", StandardCharsets.ISO_8859_1);
    Path err = root.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "depmod", "-b", root.toString(), "-C", config.toString(), "1.0")
            .redirectError(err.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    String said = Files.readString(err, StandardCharsets.ISO_8859_1);
    assertEquals(0, process.exitValue(), said);
    assertTrue(said.contains(config + ":2: ") && said.contains("cannot be a path in this locale"), said);
  }
}
