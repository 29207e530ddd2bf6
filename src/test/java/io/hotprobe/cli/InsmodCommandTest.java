package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.KoFile;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InsmodCommandTest {

  @TempDir Path root;
  private Path snarf;

  @BeforeEach
  void setUp() throws IOException {
    new SmallWorld(root).module("base").module("needy", "base").write();
    snarf = new KoFile().modinfo("license=GPL").write(root.resolve("snarf.ko"));
  }

  private Program insmod(String script, String... more) throws IOException {
    Path file = Files.writeString(root.resolve("kernel.script"), script + "\n");
    List<String> all =
        new ArrayList<>(List.of("insmod", "--root", root.toString(), "--release", SmallWorld.RELEASE, "--script", file.toString()));
    all.addAll(Arrays.asList(more));
    return Program.run(all.toArray(new String[0]));
  }

  @Test
  void insmod_file_isInsertedSilently() throws IOException {
    assertEquals(new Program(0, "", ""), insmod("", snarf.toString(), "io=0x300", "irq=5"));
    Program told = insmod("", "-v", snarf.toString());
    assertTrue(told.err().startsWith("insmod: NOTICE: loaded snarf in "), told.err());
  }

  @Test
  void insmod_withoutAModuleTree_isInserted() {
    Program program = Program.run("insmod", "-v", "--root", root.toString(), "--release", "9.9", "--simulate", snarf.toString());
    assertTrue(program.status() == 0 && program.err().startsWith("insmod: NOTICE: loaded snarf in "), program.err());
  }

  @Test
  void insmod_dryRun_showsTheCallWithItsParameters() throws IOException {
    Program program = insmod("", "-n", snarf.toString(), "io=0x300", "name=a b", "on");
    assertEquals(new Program(0, "insmod " + snarf + " io=0x300 name=\"a b\" on\n", ""), program);
  }

  @Test
  void insmod_refusals_nameCallErrnoPathAndRemedy() throws IOException {
    Program unsigned = insmod("fail snarf ENOKEY", snarf.toString());
    assertEquals(1, unsigned.status());
    assertTrue(unsigned.err().startsWith("insmod: ERROR: could not load snarf: finit_module " + snarf + ": ENOKEY ("), unsigned.err());
    assertTrue(unsigned.err().contains("sign it"), unsigned.err());
    Program live = insmod("live snarf", snarf.toString());
    assertEquals(1, live.status());
    assertTrue(live.err().startsWith("insmod: ERROR: could not insert module " + snarf + ": EEXIST (File exists, errno 17); "), live.err());
    Program idle = insmod("fail snarf ENODEV", snarf.toString());
    assertEquals(1, idle.status());
    assertTrue(idle.err().contains(": ENODEV (No such device, errno 19); "), idle.err());
  }

  @Test
  void insmod_missingDependency_isNotLoaded() throws IOException {
    Path needy = new KoFile().write(root.resolve("lib/modules/" + SmallWorld.RELEASE + "/kernel/needy.ko"));
    Program program = insmod("", needy.toString());
    assertEquals(1, program.status());
    assertTrue(program.err().contains("lacks a symbol"), program.err());
    assertEquals(0, insmod("live base", needy.toString()).status());
  }

  @Test
  void insmod_whatIsNoFile_saysSo() throws IOException {
    assertEquals(
        new Program(1, "", "insmod: ERROR: could not load module e1000e: no such file; modprobe finds modules by name\n"), insmod("", "e1000e"));
    String absent = root.resolve("none.ko").toString();
    assertEquals(new Program(1, "", "insmod: ERROR: could not load module " + absent + ": no such file\n"), insmod("", absent));
    Path nameless = Files.createFile(root.resolve(".ko"));
    assertTrue(insmod("", nameless.toString()).err().contains("begins with no module name"));
    assertTrue(insmod("", "/").err().contains("begins with no module name"));
  }

  @Test
  void insmod_directory_namesTheCallThatFailed() throws IOException {
    Program program = Program.run("insmod", root.toString());
    assertEquals(1, program.status());
    assertTrue(program.err().endsWith(root + ": read: EISDIR (Is a directory, errno 21)\n"), program.err());
  }

  @Test
  void insmod_damagedPackedFile_namesTheRemedy() throws IOException {
    Path damaged = Files.write(root.resolve("snarf.ko.xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 1, 2, 3});
    Program program = Program.run("insmod", "--sysfs", root.toString(), damaged.toString());
    assertEquals(1, program.status());
    assertTrue(program.err().contains(damaged + ": decompress: EINVAL (Invalid argument, errno 22); the file is damaged"), program.err());
  }

  @Test
  void insmod_wrongCommandLine_isOne() throws IOException {
    assertTrue(insmod("").err().startsWith("insmod: ERROR: no file was given"));
    assertEquals(1, insmod("").status());
    assertTrue(insmod("", "-").err().contains("standard input"));
    assertEquals(1, insmod("", "-").status());
    assertEquals(1, insmod("", "-q", snarf.toString()).status());
    assertEquals(1, insmod("", "--force-x", snarf.toString()).status());
    assertEquals(0, insmod("", "-fsp", "--force-v", "--force-m", snarf.toString()).status());
  }
}
