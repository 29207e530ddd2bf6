package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KmodCommandTest {

  @TempDir Path root;
  private FakeKernel kernel;
  private Path devname;

  @BeforeEach
  void setUp() throws IOException {
    kernel = new FakeKernel(root);
    devname = kernel.moduleDirectory().resolve("modules.devname");
    Files.writeString(devname, "# Device nodes\nfuse fuse c10:229\nloop-x  dir/sub/loop\tb7:0 more\n");
  }

  @Test
  void kmod_noOrUnknownCommand_isOneWithTheHelp() {
    Program none = Program.run("kmod");
    assertEquals(1, none.status());
    assertEquals("kmod: ERROR: no command was given\n", none.err());
    assertTrue(none.out().contains("static-nodes"), none.out());
    Program unknown = Program.run("kmod", "lsmod");
    assertEquals(1, unknown.status());
    assertEquals("kmod: ERROR: there is no command 'lsmod'\n", unknown.err());
    assertEquals(none.out(), unknown.out());
    assertEquals(new Program(0, none.out(), ""), Program.run("kmod", "help"));
    assertEquals(new Program(0, none.out(), ""), Program.run("kmod", "--help"));
    assertEquals(1, Program.run("kmod", "-x", "list").status());
  }

  @Test
  void list_isLsmod() throws IOException {
    kernel.module("hpt_base", 5, 0);
    assertEquals(kernel.hotprobe("lsmod"), kernel.hotprobe("kmod list"));
    assertEquals(1, kernel.hotprobe("kmod list", "x").status());
  }

  /** The three formats as kmod 30 writes them. */
  @Test
  void staticNodes_formats_areKmods() throws IOException {
    String human = """
        Module: fuse
        \tDevice node: /dev/fuse
        \t\tType: character device
        \t\tMajor: 10
        \t\tMinor: 229
        Module: loop-x
        \tDevice node: /dev/dir/sub/loop
        \t\tType: block device
        \t\tMajor: 7
        \t\tMinor: 0
        """;
    String tmpfiles = """
        c! /dev/fuse 0600 - - - 10:229
        d /dev/dir/sub 0755 - - -
        b! /dev/dir/sub/loop 0600 - - - 7:0
        """;
    assertEquals(new Program(0, human, ""), kernel.hotprobe("kmod static-nodes"));
    assertEquals(new Program(0, human, ""), kernel.hotprobe("kmod static-nodes", "-f", "human"));
    assertEquals(new Program(0, tmpfiles, ""), kernel.hotprobe("kmod static-nodes", "--format=tmpfiles"));
    assertEquals(
        new Program(0, "fuse fuse c10:229\nloop-x dir/sub/loop b7:0\n", ""), kernel.hotprobe("kmod static-nodes", "-fdevname", "ignored"));
  }

  @Test
  void staticNodes_output_goesToTheFileAndMakesItsDirectories() throws IOException {
    Path file = root.resolve("a/b/static.conf");
    assertEquals(new Program(0, "", ""), kernel.hotprobe("kmod static-nodes", "-f", "devname", "-o", file.toString()));
    assertEquals("fuse fuse c10:229\nloop-x dir/sub/loop b7:0\n", Files.readString(file));
    assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    Program refused = kernel.hotprobe("kmod static-nodes", "-o", file.resolve("below").toString());
    assertEquals(1, refused.status());
    assertTrue(refused.err().startsWith("kmod static-nodes: ERROR: cannot write " + file + "/below: "), refused.err());
  }

  @Test
  void staticNodes_badLines_areToldWithTheirPlaceAndTheOthersShown() throws IOException {
    byte[] odd = "bad\n\nx y d1:2\nx y c1\n\0\u00ff z c1:2\nx y c99999999999:1\nfuse fuse c10:229".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(devname, odd);
    Program program = kernel.hotprobe("kmod static-nodes", "-f", "devname");
    assertEquals(1, program.status());
    assertEquals("\0\u00ff z c1:2\nfuse fuse c10:229\n", program.out());
    assertEquals(5, program.err().lines().count(), program.err());
    assertTrue(program.err().startsWith("kmod static-nodes: ERROR: " + devname + ":1: not a line of the form"), program.err());
    assertFalse(program.err().contains("\u00ff"), "safe for a terminal");
  }

  @Test
  void staticNodes_noFile_isAWarningOnly() throws IOException {
    Files.delete(devname);
    Program program = kernel.hotprobe("kmod static-nodes");
    assertEquals(0, program.status());
    assertEquals("", program.out());
    assertTrue(program.err().startsWith("kmod static-nodes: WARNING: " + devname + ": no such file"), program.err());
    Files.createDirectory(devname);
    Program directory = kernel.hotprobe("kmod static-nodes");
    assertEquals(1, directory.status());
    assertTrue(directory.err().startsWith("kmod static-nodes: ERROR: cannot read " + devname), directory.err());
  }

  @Test
  void staticNodes_unknownFormat_isOne() throws IOException {
    Program program = kernel.hotprobe("kmod static-nodes", "-f", "json");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("'json'") && program.err().contains("human, tmpfiles or devname"), program.err());
  }
}
