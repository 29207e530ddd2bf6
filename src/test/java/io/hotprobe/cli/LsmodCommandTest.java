package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LsmodCommandTest {

  @TempDir Path root;
  private FakeKernel kernel;

  @BeforeEach
  void setUp() throws IOException {
    kernel = new FakeKernel(root);
  }

  /** As kmod 30 prints it. */
  @Test
  void lsmod_modules_areListedAsKmodDoes() throws IOException {
    kernel.module("hpt_base", 159744, 2, "hpt_mid").module("hpt_a_very_long_module_name", 1234567890123L, 0);
    kernel.line("hpt-gone 12 0 - Live 0x0");
    assertEquals(
        new Program(0, """
            Module                  Size  Used by
            hpt_base              159744  2 hpt_mid
            hpt_a_very_long_module_name 1234567890123  0
            hpt_gone                  -2  -2
            """, ""),
        kernel.hotprobe("lsmod"));
  }

  @Test
  void lsmod_permanentModule_hasItsCount() throws IOException {
    kernel.module("hpt_rock", 56, 1);
    Files.writeString(root.resolve("proc/modules"), "hpt_rock 56 1 [permanent], Live 0x0 (POE)\n");
    assertEquals("hpt_rock                  56  1", kernel.hotprobe("lsmod").out().lines().toList().get(1));
  }

  @Test
  void lsmod_withoutSysfs_takesWhatTheListSays() throws IOException {
    kernel.line("hpt_base 159744 2 hpt_mid,hpt_top, Live 0x0").line("hpt_never 5 - - Live 0x0");
    Files.delete(root.resolve("sys/module"));
    assertEquals("""
        Module                  Size  Used by
        hpt_base              159744  2 hpt_mid,hpt_top
        hpt_never                  5  -2
        """, kernel.hotprobe("lsmod").out());
  }

  @Test
  void lsmod_anyBytesInTheList_giveLines() throws IOException {
    byte[] odd = "\0\u00ff\u0001 1 0 - Live 0x0\n\n \nx 99999999999999999999 0 - Live\nhpt_fine 1 0 \u00e9,, Live 0x0\r\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(root.resolve("proc/modules"), odd);
    Program program = kernel.hotprobe("lsmod");
    assertEquals(0, program.status(), program.err());
    assertEquals("", program.err());
  }

  @Test
  void lsmod_noList_isOneAndSaysWhatToDo() throws IOException {
    Program program = kernel.hotprobe("lsmod");
    assertEquals(1, program.status());
    assertEquals("", program.out());
    assertTrue(program.err().startsWith("lsmod: ERROR: cannot list modules: open " + root.resolve("proc/modules") + ": no such file; mount proc"), program.err());
    Files.createFile(root.resolve("proc/version"));
    assertTrue(kernel.hotprobe("lsmod").err().contains("built without loadable modules"));
  }

  @Test
  void lsmod_anyArgument_isOne() throws IOException {
    kernel.line("x 1 0 - Live 0x0");
    for (String argument : new String[] {"x", "-x", "--all"}) {
      Program program = kernel.hotprobe("lsmod", argument);
      assertEquals(1, program.status(), argument);
      assertEquals("", program.out());
      assertTrue(program.err().startsWith("lsmod: ERROR: ") && program.err().contains(argument), program.err());
    }
  }

  @Test
  void lsmod_script_listsTheKernelInMemory() throws IOException {
    new SmallWorld(root).module("base").module("top", "base").write();
    Path script = Files.writeString(root.resolve("kernel.script"), "live top\npermanent rock\n");
    Program program = Program.run("lsmod", "--root", root.toString(), "--release", SmallWorld.RELEASE, "--script", script.toString());
    assertEquals("""
        Module                  Size  Used by
        rock                       0  0
        top                        0  0
        base                       0  1 top
        """, program.out());
  }

  @Test
  void lsmod_scriptWithoutAModuleTree_listsTheKernelInMemory() throws IOException {
    Path script = Files.writeString(root.resolve("kernel.script"), "live rock 2\n");
    Program program = Program.run("lsmod", "--root", root.toString(), "--release", "9.9", "--script", script.toString());
    assertEquals(new Program(0, "Module                  Size  Used by\nrock                       0  2\n", ""), program);
  }
}
