package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the command line, the variable and the files hold: an exit code of 0 or 1 and messages, never a stack trace. */
class ModprobeBadInputTest {

  private static final int COMMAND_LINES = 400;
  private static final int DAMAGES = 60;

  private static final List<String> WORDS =
      List.of(
          "-a", "-r", "-w", "-i", "-b", "-f", "-D", "-n", "-R", "-c", "-q", "-v", "-vvv", "-qv", "-C", "-S", "-d", "--", "-", "--show", "--re", "--wait=3",
          "--remove-holders", "--first-time", "--show-exports", "--show-modversions", "--config=", "--dirname=/nonexistent", "--force-vermagic", "--quiet=x",
          "top", "side", "inside", "nosuch", "p:1", "", " ", "a[b", "]", "/", "./", "/etc/passwd", ".", "..", "a/b", "\u00fc", "\u20ac\ud83d", "x=1", "=", "x=a b",
          "x='", "symbol:", "\u0001\u007f", "%s%n", "-5", "99999999999999999999", "@file", "a\nb", "$HOME", "*", "\\");

  @TempDir Path root;

  private ModprobeWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world = new ModprobeWorld(root);
    world.script("live top", "fail side ENXIO");
  }

  private static void assertTold(Program program, String what) {
    assertTrue(program.status() == 0 || program.status() == 1, what + ": " + program);
    assertTrue(!program.err().contains("\tat ") && !program.err().contains("Exception"), what + ": " + program.err());
  }

  @Test
  void run_anyCommandLine_endsWithZeroOrOne() {
    SplittableRandom random = new SplittableRandom(1);
    int failed = 0;
    for (int i = 0; i < COMMAND_LINES; i++) {
      String[] words = new String[1 + random.nextInt(6)];
      words[0] = "--script=" + root.resolve("kernel.script");
      for (int w = 1; w < words.length; w++) {
        words[w] = WORDS.get(random.nextInt(WORDS.size()));
      }
      String variable = random.nextInt(4) > 0 ? "" : WORDS.get(random.nextInt(WORDS.size())) + " " + WORDS.get(random.nextInt(WORDS.size()));
      Program program = world.under(Map.of(OptionsVariable.NAME, variable), words);
      assertTold(program, List.of(words) + " after " + variable);
      failed += program.status();
    }
    assertTrue(failed > COMMAND_LINES / 4 && failed < COMMAND_LINES, failed + " failed");
  }

  @Test
  void run_anyBytesInTheFiles_endsWithZeroOrOne() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    Path tree = world.tree.moduleDirectory();
    List<Path> files =
        List.of(
            tree.resolve("modules.dep.bin"), tree.resolve("modules.alias.bin"), tree.resolve("modules.symbols.bin"),
            tree.resolve("modules.builtin.bin"), tree.resolve("modules.softdep"), tree.resolve("kernel/side.ko"), tree.resolve("modules.dep"),
            world.tree.configDirectory().resolve("a.conf"), root.resolve("modules.conf"), root.resolve("proc/cmdline"));
    Files.createDirectories(root.resolve("proc"));
    Files.createDirectories(tree.resolve("kernel"));
    for (int i = 0; i < DAMAGES; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (bytes.length > 12 && random.nextBoolean()) {
        System.arraycopy(new byte[] {(byte) 0xb0, 0x07, (byte) 0xf4, 0x57, 0, 2, 0, 1}, 0, bytes, 0, 8);
      }
      Path file = files.get(i % files.size());
      Files.write(file, bytes);
      String what = file + " in round " + i;
      assertTold(world.run("--simulate", "-v", "top"), what);
      assertTold(world.run("-D", "-a", "p:1", "side"), what);
      assertTold(world.run("-c"), what);
      assertTold(world.run("-C", root.resolve("modules.conf").toString(), "-D", "side"), what);
      assertTold(world.run("--show-exports", "side"), what);
      Files.delete(file);
    }
  }

  @Test
  void insert_fileThatIsNoModule_namesTheFileAndWhatIsWrong() throws IOException {
    Path file = Files.createDirectories(world.tree.moduleDirectory().resolve("kernel")).resolve("side.ko");
    Files.writeString(file, "no module");
    Program program = world.run("--show-modversions", "side");
    assertEquals(1, program.status());
    assertTrue(program.err().startsWith("modprobe: FATAL: could not get modversions of side: " + file), program.err());
    Program builtin = Program.run("modprobe", "--root", root.toString(), "--release", SmallWorld.RELEASE, "--show-exports", "inside");
    assertEquals(1, builtin.status(), "a builtin has no file");
  }
}
