package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

class RmmodCommandTest {

  @TempDir Path root;
  private Path script;

  @BeforeEach
  void setUp() throws IOException {
    new SmallWorld(root).module("base").module("mid", "base").module("top", "mid", "base").module("side").builtin("in-side").write();
    script = Files.writeString(root.resolve("kernel.script"), "live top\nlive side 2\npermanent rock\nlive alone\n");
  }

  private Program rmmod(String... more) {
    List<String> all =
        new ArrayList<>(List.of("rmmod", "--root", root.toString(), "--release", SmallWorld.RELEASE, "--script", script.toString()));
    all.addAll(Arrays.asList(more));
    return Program.run(all.toArray(new String[0]));
  }

  private static Program silent() {
    return new Program(0, "", "");
  }

  private static Program failed(String message) {
    return new Program(1, "", "rmmod: ERROR: " + message + "\n");
  }

  @Test
  void rmmod_unusedModules_goSilently() {
    assertEquals(silent(), rmmod("alone"));
    assertEquals(silent(), rmmod("top", "mid", "base"), "each is unused when its turn comes");
  }

  @Test
  void rmmod_verbose_tells() {
    assertEquals("", rmmod("-v", "alone").err());
    Program program = rmmod("-vv", "alone");
    assertEquals(0, program.status());
    assertEquals("", program.out());
    assertTrue(program.err().startsWith("rmmod: INFO: removed alone in "), program.err());
  }

  @Test
  void rmmod_moduleInUse_isRefusedWithItsHolders() {
    assertEquals(failed("Module base is in use by: mid top"), rmmod("base"));
    assertEquals(failed("Module side is in use, by a process, a device or a mount; its use count is 2"), rmmod("side"));
  }

  @Test
  void rmmod_builtinAbsentPermanent_sayWhy() {
    assertEquals(failed("Module in_side is builtin."), rmmod("in-side"));
    assertEquals(failed("Module none is not currently loaded"), rmmod("none"));
    assertEquals(failed("Module rock is permanent: it has no exit function and stays until the machine goes down"), rmmod("rock"));
  }

  @Test
  void rmmod_afterAFailure_goesOn() {
    Program program = rmmod("none", "alone", "rock");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("none is not") && program.err().contains("rock is permanent"), program.err());
    assertTrue(!program.err().contains("alone"), program.err());
  }

  @Test
  void rmmod_force_asksTheKernelWhateverIsKnown() {
    assertEquals(silent(), rmmod("-f", "side"));
    assertEquals(failed("none is not loaded"), rmmod("--force", "none"));
    assertEquals(
        failed("could not remove rock: delete_module: EBUSY (Device or resource busy, errno 16); it has no exit function, or is being loaded"
            + " or removed right now"),
        rmmod("-f", "rock"));
    assertTrue(rmmod("-f", "base").err().contains("EAGAIN"), "not even force takes a module from under others");
  }

  @Test
  void rmmod_file_standsForItsModule() throws IOException {
    Path file = Files.createFile(root.resolve("alone.v2.ko.zst"));
    assertEquals(silent(), rmmod(file.toString()));
    assertEquals(silent(), rmmod("alone.ko"), "a name ends at its first dot");
  }

  @Test
  void rmmod_whatIsNoName_isRefused() {
    for (String odd : List.of("", "/", ".", "a/b", ".ko")) {
      Program program = rmmod(odd);
      assertEquals(1, program.status(), odd);
      assertTrue(program.err().startsWith("rmmod: ERROR: '" + odd + "' is neither"), program.err());
    }
  }

  @Test
  void rmmod_dryRun_showsWhatWouldGoAndWhatNot() {
    assertEquals(new Program(0, "rmmod top\nrmmod mid\nrmmod base\n", ""), rmmod("-n", "top", "mid", "base"));
    assertEquals(new Program(1, "rmmod top\n", "rmmod: ERROR: Module base is in use by: mid\n"), rmmod("--dry-run", "top", "base"));
    assertEquals(new Program(1, "rmmod top\n", "rmmod: ERROR: Module top is not currently loaded\n"), rmmod("-n", "top", "top"));
  }

  @Test
  void rmmod_wrongCommandLine_isOne() {
    assertEquals(1, rmmod().status());
    assertTrue(rmmod().err().startsWith("rmmod: ERROR: no module was named"), rmmod().err());
    assertEquals(1, rmmod("-w", "3", "alone").status());
    assertEquals(1, rmmod("--ver", "alone").status());
  }

  @Test
  void rmmod_damagedBuiltinIndex_isToldAndReadAround() throws IOException {
    Files.write(root.resolve("lib/modules").resolve(SmallWorld.RELEASE).resolve("modules.builtin.bin"), new byte[] {1, 2, 3, 4, 5});
    Program program = rmmod("in-side");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("modules.builtin.bin"), program.err());
    assertTrue(program.err().endsWith("rmmod: ERROR: Module in_side is builtin.\n"), program.err());
  }

  @Test
  void rmmod_kernelInADirectory_looksAtSysfs() throws IOException {
    Path other = Files.createDirectories(root.resolve("other"));
    FakeKernel kernel = new FakeKernel(other).module("hpt_base", 1, 1, "hpt_top");
    Files.createDirectories(kernel.sys("hpt_param/parameters"));
    assertEquals(failed("Module hpt_base is in use by: hpt_top"), kernel.hotprobe("rmmod", "hpt-base"));
    assertEquals(failed("Module hpt_param is builtin, or is being loaded right now"), kernel.hotprobe("rmmod", "hpt_param"));
    assertEquals(failed("Module hpt_none is not currently loaded"), kernel.hotprobe("rmmod", "hpt_none"));
  }
}
