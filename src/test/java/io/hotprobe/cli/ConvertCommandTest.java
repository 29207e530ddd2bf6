package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.config.ModulesConfGenerator;
import io.hotprobe.resolve.Modprobe;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hotprobe convert}, and what the installed kmod makes of its output. */
class ConvertCommandTest {

  private static final String[] MODULES = {"ne", "tulip", "serial", "m1", "m_2", "m3", "loop"};

  @TempDir Path root;

  @BeforeEach
  void setUp() throws IOException {
    SmallWorld world = new SmallWorld(root);
    for (String module : MODULES) {
      world.module(module);
      Path file = world.moduleDirectory().resolve("kernel/" + module + ".ko");
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    world.write();
  }

  private Program convert(String... arguments) {
    String[] all = new String[arguments.length + 5];
    System.arraycopy(new String[] {"convert", "--root", root.toString(), "--release", SmallWorld.RELEASE}, 0, all, 0, 5);
    System.arraycopy(arguments, 0, all, 5, arguments.length);
    return Program.run(all);
  }

  private Path write(String text) throws IOException {
    Path file = Files.createDirectories(root.resolve("etc")).resolve("modules.conf");
    return Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void convert_usualPlace_isWrittenToStandardOutput() throws IOException {
    write("alias net-pf-4 ne\nkeep\npath=/x\n");
    Program run = convert();
    assertEquals(0, run.status());
    assertTrue(run.out().endsWith("\nalias net_pf_4 ne\n"), run.out());
    assertTrue(run.err().contains("etc/modules.conf:3: kmod looks for no modules in"), run.err());
  }

  @Test
  void convert_lineThatMakesNoSense_writesNothing() throws IOException {
    write("alias a b\nnonsense\n");
    Program run = convert("-o", root.resolve("out").toString());
    assertEquals(1, run.status());
    assertEquals("", run.out());
    assertTrue(run.err().contains("etc/modules.conf:2: invalid line"), run.err());
    assertTrue(Files.notExists(root.resolve("out")));
  }

  @Test
  void convert_noSuchFile_isTold() {
    Program run = convert(root.resolve("gone").toString());
    assertEquals(1, run.status());
    Path gone = root.resolve("gone");
    assertEquals("hotprobe convert: " + gone + ": cannot be read: no such file; name one that exists\n", run.err());
  }

  @Test
  void convert_directoryThatCannotBeWritten_isNamedWithoutTheDraft() throws IOException {
    write("alias a b\n");
    Program run = convert("-o", "/proc/self");
    assertEquals(1, run.status());
    assertTrue(run.err().matches("hotprobe convert: /proc/self: (no such file|permission denied)\n"), run.err());
    Path file = root.resolve("etc/modules.conf");
    assertEquals("hotprobe convert: " + file + " is not a directory; name another\n", convert("-o", file.toString()).err());
  }

  @Test
  void convert_outputThereAlready_isLeftAlone() throws IOException {
    write("alias a b\n");
    Path out = Files.createDirectories(root.resolve("out"));
    Files.writeString(out.resolve("converted.conf"), "mine");
    Program run = convert("-o", out.toString());
    assertEquals(1, run.status());
    assertTrue(run.err().contains("converted.conf is there already"), run.err());
    assertEquals("mine", Files.readString(out.resolve("converted.conf")));
    assertEquals(1, out.toFile().list().length, "nothing is left behind");
  }

  @Test
  void convert_commandInAWord_isRunByTheShell() throws IOException {
    write("options ne io=`echo 0x$((0x100 + 0x200))` rel=`uname -r`\n".replace("$((0x100 + 0x200))", "300"));
    Program run = convert();
    assertTrue(run.out().contains("options ne io=0x300 rel=" + SmallWorld.RELEASE + "\n"), run.out());
    assertTrue(run.err().contains(":1: variables and commands count as they are now"), run.err());
  }

  @Test
  void convert_everyKind_standsUnderAHeading() throws IOException {
    String conf =
        """
        alias eth0 ne
        alias sound-slot-0 m1
        alias parport_lowlevel m3
        alias iso9660 loop
        alias fs-nfs m3
        alias char-major-44 serial
        alias net-pf-9 off
        probe card ne tulip
        options eth0 io=3 name="My Card"
        above m1 m3
        pre-install tulip true
        options -k tulip
        """;
    write(conf);
    assertEquals(
        """
        # In names of modules - and _ are the same.

        # Aliases
        alias eth0 ne
        alias sound_slot_0 m1
        alias parport_lowlevel m3
        alias iso9660 loop
        alias fs_nfs m3
        alias char_major_44 serial
        alias net_pf_9 off

        # The same for names as kernels ask today: fs- for file systems, netdev- for network devices, devices with minor numbers
        alias netdev_eth0 ne
        alias fs_iso9660 loop
        alias char_major_44_* serial

        # What 'off' and 'null' in an alias stand for: nothing is loaded, which is no failure
        install off /bin/true

        # Names that stand for several modules to be tried
        install card /sbin/modprobe -q ne || /sbin/modprobe -q tulip || exit 1

        # Options of modules when they are asked for by these names
        options eth0 io=3 name="My Card"
        options netdev_eth0 io=3 name="My Card"

        # What is to be loaded before and after
        softdep m1 post: m3

        # Commands around loading
        install tulip { true; } && /sbin/modprobe --ignore-install tulip $CMDLINE_OPTS

        # Modules that hotprobe does not remove for being unused; kmod never does
        # keep tulip
        """,
        convert().out().replaceFirst("# What .*\n", ""));
  }

  /** No line is bad for kmod, and it finds the modules that the old file names. */
  @Test
  void convert_output_isAcceptedByTheInstalledKmod() throws IOException, InterruptedException {
    assumeTrue(Modprobe.isInstalled(), "kmod's modprobe is not installed");
    assertEquals(0, new ProcessBuilder("depmod", "-b", root.toString(), SmallWorld.RELEASE).start().waitFor());
    Path out = root.resolve("out");
    for (long seed = 0; seed < 8; seed++) {
      ModulesConfGenerator generator = new ModulesConfGenerator(seed);
      write(generator.file() + "alias eth9 card\nalias card ne\nalias udf tulip\nalias char-major-44 serial\nalias net-pf-9 off\npre-install tulip true\n");
      Files.deleteIfExists(out.resolve("converted.conf"));
      assertEquals(0, convert("-o", out.toString()).status());
      Process process = new ProcessBuilder("modprobe", "-C", out.toString(), "-c").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      assertEquals("", new String(process.getErrorStream().readAllBytes(), StandardCharsets.ISO_8859_1), "seed " + seed);
      Modprobe modprobe = new Modprobe(root, SmallWorld.RELEASE, List.of(out), root);
      List<String> names = List.of("eth9", "netdev-eth9", "fs-udf", "char-major-44", "char-major-44-7", "net-pf-9");
      assertEquals(
          List.of(List.of("ne"), List.of("ne"), List.of("tulip"), List.of("serial"), List.of("serial"), List.of("off")),
          modprobe.answers(names),
          "seed " + seed);
      assertEquals("install /bin/true", modprobe.plans(List.of("net-pf-9")).get(0).get(0));
    }
  }
}
