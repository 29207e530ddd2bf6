package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

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

  /** A command line through both: {@code tool} is one word or two, what follows it are the arguments. */
  private record Pair(String line, Program kmod, Program hotprobe) {

    void assertSame() {
      assertEquals(kmod.out(), hotprobe.out(), hotprobe.err());
      assertEquals(kmod.status(), hotprobe.status(), hotprobe.err());
      assertEquals(reasons(kmod), reasons(hotprobe));
    }

    /** Of help texts only the exit code is the same, and where they go. */
    void assertSameEnd() {
      assertEquals(kmod.status(), hotprobe.status(), hotprobe.err());
      assertEquals(kmod.out().isEmpty(), hotprobe.out().isEmpty(), hotprobe.out());
    }

    /** The reasons that both say in the same words, holders included. */
    private static List<String> reasons(Program program) {
      return program.err().lines()
          .filter(each -> each.matches(".*Module \\w+ (is in use by: .*|is not currently loaded|is builtin\\.)"))
          .toList();
    }
  }

  /** Runs command lines through both. The words of a line are divided by single blanks. */
  private List<Pair> pairs(boolean withProc, String... lines) throws IOException {
    List<Program> expected = kernel.kmod(withProc, Arrays.asList(lines));
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      List<String> words = List.of(lines[i].split(" "));
      int tool = lines[i].matches("kmod (list|static-nodes)\\b.*") ? 2 : 1;
      String[] arguments = words.subList(tool, words.size()).toArray(new String[0]);
      boolean world = !words.get(0).equals("kmod") || tool == 2;
      Program actual = world ? kernel.hotprobe(String.join(" ", words.subList(0, tool)), arguments) : Program.run(lines[i].split(" "));
      pairs.add(new Pair(lines[i], expected.get(i), actual));
    }
    return pairs;
  }

  private static Stream<DynamicTest> same(List<Pair> pairs) {
    return pairs.stream().map(pair -> DynamicTest.dynamicTest(pair.line(), pair::assertSame));
  }

  @TestFactory
  Stream<DynamicTest> lsmod_asKmod() throws IOException {
    return same(pairs(true, "lsmod", "kmod list", "lsmod x", "kmod list x", "lsmod -x", "lsmod --what", "lsmod x y"));
  }

  @TestFactory
  Stream<DynamicTest> lsmod_noList_asKmod() throws IOException {
    Files.delete(root.resolve("proc/modules"));
    return same(pairs(true, "lsmod", "kmod list"));
  }

  @TestFactory
  Stream<DynamicTest> lsmod_emptyList_asKmod() throws IOException {
    Files.writeString(root.resolve("proc/modules"), "");
    return same(pairs(true, "lsmod", "kmod list"));
  }

  @TestFactory
  Stream<DynamicTest> rmmod_asKmod() throws IOException {
    kernel.builtin("hpt-inside");
    String file = Files.createFile(root.resolve("hpt-mid.v1.ko.xz")).toString();
    return same(pairs(true,
        "rmmod hpt_base", "rmmod hpt_mid", "rmmod hpt_top", "rmmod hpt-top", "rmmod hpt_opened", "rmmod hpt_gone", "rmmod hpt-dash",
        "rmmod hpt_coming", "rmmod hpt_param", "rmmod hpt_nounload", "rmmod hpt_inside", "rmmod hpt-inside", "rmmod hpt_absent",
        "rmmod hpt_base hpt_absent", "rmmod hpt_absent hpt_mid", "rmmod -f hpt_absent", "rmmod --force hpt_gone", "rmmod hpt_mid -v",
        "rmmod -v -v hpt_mid", "rmmod --verbose hpt_absent", "rmmod --verb hpt_base", "rmmod -fv hpt_absent", "rmmod -s hpt_base",
        "rmmod --syslog hpt_absent", "rmmod", "rmmod --", "rmmod -- hpt_mid", "rmmod -w hpt_top", "rmmod -q hpt_top",
        "rmmod --wait 3 hpt_top", "rmmod --ver", "rmmod a/b", "rmmod hpt_mid.ko", "rmmod /no/such/hpt_mid.ko", "rmmod " + file,
        "rmmod " + file + " hpt_absent", "rmmod -- -f"));
  }

  @TestFactory
  Stream<DynamicTest> staticNodes_asKmod() throws IOException {
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
    return same(pairs(false,
        "kmod static-nodes", "kmod static-nodes -f human", "kmod static-nodes -f tmpfiles", "kmod static-nodes -f devname",
        "kmod static-nodes --format=tmpfiles", "kmod static-nodes --format devname", "kmod static-nodes --form=human",
        "kmod static-nodes -ftmpfiles", "kmod static-nodes -f human extra", "kmod static-nodes -f tmpfiles -f devname",
        "kmod static-nodes -x", "kmod static-nodes -f"));
  }

  @Test
  void staticNodes_withoutNodes_asKmod() throws IOException {
    pairs(false, "kmod static-nodes").get(0).assertSame();
    Path file = Files.writeString(kernel.moduleDirectory().resolve("modules.devname"), "# nothing\n");
    pairs(false, "kmod static-nodes").get(0).assertSame();
    Files.writeString(file, "");
    pairs(false, "kmod static-nodes").get(0).assertSame();
  }

  @Test
  void staticNodes_output_asKmod() throws IOException {
    Files.writeString(kernel.moduleDirectory().resolve("modules.devname"), "tun net/tun c10:200\n");
    Path file = root.resolve("q/w/e.conf");
    Program kmod = kernel.kmod(false, List.of("kmod static-nodes -f tmpfiles --output " + file)).get(0);
    String written = Files.readString(file);
    assertNotEquals("", written);
    Files.delete(file);
    Files.delete(file.getParent());
    assertEquals(new Program(kmod.status(), kmod.out(), ""), kernel.hotprobe("kmod static-nodes", "-f", "tmpfiles", "-o", file.toString()));
    assertEquals(written, Files.readString(file));
    pairs(false, "kmod static-nodes -o " + root).get(0).assertSame();
    pairs(false, "kmod static-nodes -o " + file + "/x").get(0).assertSame();
  }

  @TestFactory
  Stream<DynamicTest> help_endsAsKmod() throws IOException {
    List<Pair> pairs = pairs(false,
        "kmod", "kmod foo", "kmod help", "kmod help list", "kmod -h", "kmod --help", "kmod -V", "kmod --version", "kmod -x", "kmod insmod",
        "kmod static-nodes -h", "kmod static-nodes -f foo", "rmmod -h", "rmmod --help", "rmmod -V", "insmod -h", "insmod -V", "insmod --vers");
    return pairs.stream().map(pair -> DynamicTest.dynamicTest(pair.line(), pair::assertSameEnd));
  }

  /** No file here is a module, so no kernel takes one. */
  @TestFactory
  Stream<DynamicTest> insmod_asKmod() throws IOException {
    Path empty = Files.createFile(root.resolve("hpt_empty.ko"));
    Path one = Files.writeString(root.resolve("hpt_short.ko"), "ELF");
    Path text = Files.writeString(root.resolve("hpt_text.ko"), "this is no module at all\n".repeat(9));
    Path damaged = Files.write(root.resolve("hpt_damaged.ko.xz"), new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 1, 2, 3});
    return same(pairs(false,
        "insmod", "insmod -", "insmod hpt_nofile.ko", "insmod /no/such.ko", "insmod " + root, "insmod " + empty, "insmod " + one,
        "insmod " + text, "insmod " + text + " a=1 b=2", "insmod -f " + text, "insmod --force " + text, "insmod -s " + text,
        "insmod -p " + text, "insmod " + text + " -q", "insmod --what " + text, "insmod -- " + text, "insmod /", "insmod " + damaged));
  }
}
