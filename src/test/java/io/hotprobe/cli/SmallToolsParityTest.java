package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lsmod, rmmod and kmod beside the installed ones, over the same kernel in a directory: same output and exit code. */
class SmallToolsParityTest {

  private static String hindrance;

  @TempDir Path root;
  private FakeKernel kernel;

  @BeforeAll
  static void tryOnce(@TempDir Path scratch) throws IOException {
    hindrance = FakeKernel.hindrance(scratch);
  }

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(hindrance.isEmpty(), hindrance);
    kernel = new FakeKernel(root)
        .module("hpt_base", 159744, 3, "hpt_mid", "hpt_top")
        .module("hpt_mid", 331776, 1, "hpt_top")
        .module("hpt_top", 8, 0)
        .module("hpt_opened", 1234567890123L, 7)
        .module("hpt_a_very_long_module_name", 4096, 0)
        .line("hpt_gone 12288 0 - Live 0x0000000000000000")
        .line("hpt-dash 12288 0 - Live 0x0000000000000000")
        .line("hpt_nounload 4096 - - Live 0x0000000000000000")
        .line("hpt_coming 4096 - - Loading 0x0000000000000000 (OE+)");
    Files.createDirectories(kernel.sys("hpt_nounload/holders"));
    Files.writeString(kernel.sys("hpt_nounload/initstate"), "live\n");
    Files.writeString(kernel.sys("hpt_nounload/coresize"), "77\n");
    Files.createDirectories(kernel.sys("hpt_coming"));
    Files.createDirectories(kernel.sys("hpt_param/parameters"));
  }

  private static void assertSame(Program expected, Program actual) {
    assertEquals(expected.out(), actual.out(), actual.err());
    assertEquals(expected.status(), actual.status(), actual.err());
    assertFalse(expected.err().contains("mount: "), expected.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lsmod", "kmod list", "lsmod x", "kmod list x", "lsmod -x", "lsmod --what", "lsmod x y"})
  void lsmod_asKmod(String command) throws IOException {
    String tool = command.startsWith("kmod") ? "kmod list" : "lsmod";
    String[] arguments = command.substring(tool.length()).strip().split(" +");
    arguments = arguments[0].isEmpty() ? new String[0] : arguments;
    assertSame(kernel.kmod(true, List.of(command.split(" "))), kernel.hotprobe(tool, arguments));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lsmod", "kmod list"})
  void lsmod_noList_asKmod(String tool) throws IOException {
    Files.delete(root.resolve("proc/modules"));
    assertSame(kernel.kmod(true, List.of(tool.split(" "))), kernel.hotprobe(tool));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lsmod", "kmod list"})
  void lsmod_emptyList_asKmod(String tool) throws IOException {
    Files.writeString(root.resolve("proc/modules"), "");
    assertSame(kernel.kmod(true, List.of(tool.split(" "))), kernel.hotprobe(tool));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "hpt_base", "hpt_mid", "hpt_top", "hpt-top", "hpt_opened", "hpt_gone", "hpt-dash", "hpt_coming", "hpt_param", "hpt_nounload",
      "hpt_inside", "hpt-inside", "hpt_absent", "hpt_base hpt_absent", "hpt_absent hpt_mid", "-f hpt_absent", "--force hpt_gone",
      "hpt_mid -v", "-v -v hpt_mid", "--verbose hpt_absent", "--verb hpt_base", "-fv hpt_absent", "", "--", "-- hpt_mid", "-w hpt_top",
      "-q hpt_top", "--wait 3 hpt_top", "--ver", "a/b", "hpt_mid.ko", "/no/such/hpt_mid.ko", "FILE", "FILE hpt_absent", "-- -f"
  })
  void rmmod_asKmod(String given) throws IOException {
    kernel.builtin("hpt-inside");
    String file = Files.createFile(root.resolve("hpt-mid.v1.ko.xz")).toString();
    String[] arguments = given.isEmpty() ? new String[0] : given.replace("FILE", file).split(" ");
    List<String> command = new ArrayList<>(List.of("rmmod"));
    command.addAll(List.of(arguments));
    Program kmod = kernel.kmod(true, command);
    Program ours = kernel.hotprobe("rmmod", arguments);
    assertSame(kmod, ours);
    assertEquals(reasons(kmod), reasons(ours));
  }

  /** The reasons that both say in the same words, holders included. */
  private static List<String> reasons(Program program) {
    return program.err().lines().filter(line -> line.matches(".*Module \\w+ (is in use by: .*|is not currently loaded|is builtin\\.)")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "-f human", "-f tmpfiles", "-f devname", "--format=tmpfiles", "--format devname", "--form=human", "-ftmpfiles", "-f human extra",
      "-f tmpfiles -f devname", "-x", "-f"
  })
  void staticNodes_asKmod(String options) throws IOException {
    Files.writeString(kernel.moduleDirectory().resolve("modules.devname"), """
        # Device nodes to trigger on-demand module loading.
        fuse fuse c10:229
        btrfs btrfs-control c10:234
        tun net/tun c10:200
          a\tx/y/z  b8:16 and more
        bad
        x y c1
        x y d1:2
        glued_c1 y1:2
        z w c 3: 4

        snd_timer snd/timer c116:33""");
    String[] arguments = options.isEmpty() ? new String[0] : options.split(" ");
    List<String> command = new ArrayList<>(List.of("kmod", "static-nodes"));
    command.addAll(List.of(arguments));
    assertSame(kernel.kmod(false, command), kernel.hotprobe("kmod static-nodes", arguments));
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "empty", "comment"})
  void staticNodes_withoutNodes_asKmod(String what) throws IOException {
    Path file = kernel.moduleDirectory().resolve("modules.devname");
    if (!what.equals("absent")) {
      Files.writeString(file, what.equals("empty") ? "" : "# nothing\n");
    }
    assertSame(kernel.kmod(false, List.of("kmod", "static-nodes")), kernel.hotprobe("kmod static-nodes"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"q/w/e.conf", ".", "empty/x"})
  void staticNodes_output_asKmod(String place) throws IOException {
    Files.writeString(kernel.moduleDirectory().resolve("modules.devname"), "tun net/tun c10:200\n");
    Files.createFile(root.resolve("empty"));
    Path theirs = Files.createDirectories(root.resolve("theirs")).resolve(place.equals("empty/x") ? "../empty/x" : place);
    Path ours = Files.createDirectories(root.resolve("ours")).resolve(place.equals("empty/x") ? "../empty/x" : place);
    Program kmod = kernel.kmod(false, List.of("kmod", "static-nodes", "-f", "tmpfiles", "--output", theirs.toString()));
    assertSame(kmod, kernel.hotprobe("kmod static-nodes", "-f", "tmpfiles", "-o", ours.toString()));
    assertEquals(Files.isRegularFile(theirs), Files.isRegularFile(ours));
    if (Files.isRegularFile(theirs)) {
      assertEquals(Files.readString(theirs), Files.readString(ours));
      assertEquals(Files.getPosixFilePermissions(theirs.getParent()), Files.getPosixFilePermissions(ours.getParent()));
    }
  }

  /** Of help texts only the exit code is the same. */
  @ParameterizedTest
  @ValueSource(strings = {"kmod", "kmod foo", "kmod help", "kmod help list", "kmod -h", "kmod --help", "kmod -V", "kmod --version", "kmod -x",
      "kmod insmod", "kmod static-nodes -h", "kmod static-nodes -f foo", "rmmod -h", "rmmod --help", "rmmod -V", "insmod -h", "insmod -V",
      "insmod --vers"})
  void help_exitCodeAsKmod(String command) throws IOException {
    Program kmod = kernel.kmod(false, List.of(command.split(" ")));
    Program ours = Program.run(command.split(" "));
    assertEquals(kmod.status(), ours.status(), ours.err());
    assertEquals(kmod.out().isEmpty(), ours.out().isEmpty(), ours.out());
  }

  /** No file here is a module, so no kernel takes one. */
  @ParameterizedTest
  @ValueSource(strings = {
      "", "-", "hpt_nofile.ko", "/no/such.ko", "DIR", "EMPTY", "SHORT", "TEXT", "TEXT a=1 b=2", "-f TEXT", "--force TEXT", "-s TEXT", "-p TEXT",
      "TEXT -q", "--what TEXT", "-- TEXT", "/", "DAMAGED"
  })
  void insmod_asKmod(String given) throws IOException {
    Path empty = Files.createFile(root.resolve("hpt_empty.ko"));
    Path one = Files.writeString(root.resolve("hpt_short.ko"), "ELF");
    Path text = Files.writeString(root.resolve("hpt_text.ko"), "this is no module at all\n".repeat(9));
    Path damaged = Files.write(root.resolve("hpt_damaged.ko.xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 1, 2, 3});
    String filled = given.replace("DIR", root.toString()).replace("EMPTY", empty.toString()).replace("SHORT", one.toString())
        .replace("TEXT", text.toString()).replace("DAMAGED", damaged.toString());
    String[] arguments = filled.isEmpty() ? new String[0] : filled.split(" ");
    List<String> command = new ArrayList<>(List.of("insmod"));
    command.addAll(List.of(arguments));
    assertSame(kernel.kmod(false, command), kernel.hotprobe("insmod", arguments));
  }
}
