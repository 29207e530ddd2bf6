package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.resolve.DemoTree;
import io.hotprobe.resolve.Modprobe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same standard output and exit code as the modprobe installed here, where no kernel needs to take a module. */
@Timeout(300)
class ModprobeParityTest {

  /** Words of a command line, {@code |} between them; those that show, look up or fail. */
  private static final List<String> CASES =
      List.of(
          "-D|e1000e", "-D|usbhid", "-D|-a|usbhid|hid", "-D|usbhid|-a|hid", "-Dv|e1000e", "-qD|nosuch", "-DD|hid", "-n|-D|hid",
          "-D|e1000e|k=v w|x", "-D|hi|x=1|k='v w'|k=\"v w\"||z", "-D|hi", "-D|-a|hi|al", "-D|al|x=1", "-D|ghost", "-D|usbhid|x=1",
          "-D|amd_uncore", "-i|-D|amd_uncore", "-D|symbol:hid_debug", "-D|hid.ko", "-D|pci:v00008086d000010D3sv00000000sd00000000bc02sc00i00",
          "-i|-D|hi", "-D|-i|soft", "-D|soft", "-D|ring", "-D|a[b", "-D|", "-D|--|-x", "-b|-D|e1000e", "-b|-D|usbhid", "-D|both",
          "-n|-v|hi", "-n|-v|soft", "-n|-v|ghost", "-n|-v|amd_uncore", "-n|-v|-b|e1000e", "-n|-v|usbhid|x=1", "-n|-v|-i|soft", "-n|-v|nosuch",
          "-R|e1000e", "-R|al|x=1", "-R|-a|al|hi|nosuch|hi", "-R|ghost", "-R|amd-uncore", "-R|symbol:hid_debug", "-R|a[b", "-R|", "-R|--|-x",
          "-R|pci:v00008086d000010D3sv00000000sd00000000bc02sc00i00", "--resolve-alias|twice", "-D|-R|al", "-n|-R|al", "-r|-R|nosuch",
          "hi", "hi|x=1", "al", "-a|hi|hi", "-a|nosuch|hi", "nosuch|hi", "-qa|nosuch|hi", "--first-time|hi", "-q|-v|hi", "-q|-v|-s|hi", "-vq|hi",
          "fails", "-q|fails", "-a|hi|fails|hi", "ghost", "-b|e1000e", "--first-time|amd_uncore", "amd_uncore", "-a|amd_uncore|hi", "twice",
          "-r|nosuch|hi", "-r|hi", "-r|-n|-v|hi", "-r|-v|-n|undo", "-r|al", "-r|soft", "-r|--first-time|soft", "-r|undo", "-q|-r|undo", "-r|-i|hi",
          "-r|-i|--first-time|hi", "-r|amd_uncore|hi", "-r|-n|-v|amd_uncore", "-r|-w|x|hi", "-w|5|-r|hi", "-w|5x|hi", "-r|-w||hi", "-r|-w|0x10|hi",
          "-r", "-a", "", "-n|-n", "-c|-r|hi", "-c", "-c|x", "-qc", "--showconfig", "--show-config", "-r|/x/hid.ko", "./nosuch.ko", "/nosuch.ko",
          "--bogus", "--re|hi", "--rem|hi", "--s|hi", "-t|net|hid", "-l", "-k|hid", "-o|x|hid", "-Dz|hid", "--quiet=3|hid", "-C", "-S",
          "--verbos|-D|hid", "--show|-D|hid", "--dry|-D|hid", "--all|-D|hid", "--use|-D|hid", "--first|-D|hid", "--force-m|-D|hid", "--force|-D|hid",
          "--force-modversions|-D|hid", "--set|1.1|-D|hid", "--show-e|nosuch", "--show-modversions|nosuch", "--dump-modversions", "--show-exports|/nosuch.ko");

  private static final Path HID = Path.of("kernel/drivers/hid/hid.ko");

  @TempDir static Path root;

  private static Path config;

  @BeforeAll
  static void setUp() throws IOException {
    assumeTrue(Modprobe.isInstalled(), "kmod's modprobe is not installed");
    DemoTree.copyTo(root);
    config = Files.createDirectories(root.resolve("a b"));
    Files.write(
        config.resolve("a.conf"),
        List.of(
            "install hi echo $MODPROBE_MODULE $CMDLINE_OPTS \"[$MODPROBE_OPTIONS]\"; echo to-stderr >&2",
            "options hi a=1",
            "alias al hi",
            "alias ghost nosuchmodule",
            "alias twice hi",
            "alias twice fails",
            "alias tw* hi",
            "alias both usbhid",
            "alias both e1000e",
            "blacklist e1000e",
            "install fails exit 3",
            "remove hi echo bye $CMDLINE_OPTS",
            "remove undo exit 4",
            "softdep usbhid pre: hi e1000e post: soft",
            "options hid debug=1",
            "softdep soft pre: fails",
            "install soft echo soft",
            "softdep ring pre: ring2",
            "softdep ring2 pre: ring"));
  }

  private static List<String> options() {
    return List.of("-d", root.toString(), "-S", DemoTree.RELEASE, "-C", config.toString());
  }

  private static Program kmod(Map<String, String> environment, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("modprobe"));
    command.addAll(arguments);
    return process(environment, command);
  }

  /** Ours in a process of its own, whose commands write to its output. */
  private static Program ours(Map<String, String> environment, List<String> arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), "io.hotprobe.cli.Main", "modprobe"));
    command.addAll(arguments);
    return process(environment, command);
  }

  private static Program process(Map<String, String> environment, List<String> command) throws IOException {
    Path out = root.resolve("out");
    Path err = root.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().remove(OptionsVariable.NAME);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
    } catch (InterruptedException stop) {
      throw new IOException(stop);
    }
    String said = Files.readString(out, StandardCharsets.ISO_8859_1);
    return new Program(process.exitValue(), said, Files.readString(err, StandardCharsets.ISO_8859_1));
  }

  private static List<String> with(List<String> options, String words) {
    List<String> all = new ArrayList<>(options);
    all.addAll(words.isEmpty() ? List.of() : List.of(words.split("\\|", -1)));
    return all;
  }

  private static void assertSame(Program theirs, Program ours, String what) {
    assertEquals("exit " + theirs.status() + "\n" + theirs.out(), "exit " + ours.status() + "\n" + ours.out(), what + ": " + ours.err());
  }

  /** Whether a case runs commands of the configuration, which write past this process's own streams. */
  private static boolean runsCommands(List<String> words) {
    return words.stream().anyMatch(List.of("hi", "al", "twice")::contains)
        && words.stream().noneMatch(word -> word.matches("-[^-]*[DRcn].*|--resolve.*"));
  }

  @Test
  void run_everyCase_likeInstalledModprobe() throws IOException {
    for (String words : CASES) {
      List<String> arguments = with(options(), words);
      boolean apart = runsCommands(arguments.subList(6, arguments.size()));
      List<String> own = new ArrayList<>(List.of("modprobe"));
      own.addAll(arguments);
      Program ours = apart ? ours(Map.of(), arguments) : Program.under(Map.of(), own.toArray(new String[0]));
      Program theirs = kmod(Map.of(), arguments);
      // What kmod hands on is not quoted and falls apart at the blank.
      String expected = theirs.out().replace("-C " + config, "-C '" + config + "'");
      assertSame(new Program(theirs.status(), expected, ""), ours, words);
      boolean more = words.startsWith("-n") && ours.err().contains("no file for ");
      assertEquals(theirs.err().isEmpty() && !more, ours.err().isEmpty(), words + ": theirs '" + theirs.err() + "', ours '" + ours.err() + "'");
    }
  }

  @Test
  void run_options_reachTheCommandsInTheirOrder() throws IOException {
    Path plain = Files.copy(config.resolve("a.conf"), root.resolve("plain.conf"));
    List<String> options = List.of("-d", root.toString(), "-S", DemoTree.RELEASE, "--config=" + plain, "-qv", "--verbose", "--quiet", "--syslog");
    Program ours = ours(Map.of(), with(options, "hi"));
    assertSame(kmod(Map.of(), with(options, "hi")), ours, "no variable");
    assertTrue(ours.out().contains("[-C " + plain + " -q -v -v -q -s]"), ours.out());
    Map<String, String> variable = Map.of(OptionsVariable.NAME, "-q --config " + plain);
    List<String> fewer = options.subList(0, 4);
    assertSame(kmod(variable, with(fewer, "hi|x=1")), ours(variable, with(fewer, "hi|x=1")), "a variable");
  }

  @Test
  void run_otherBytesThanAscii_areHandedOn() throws IOException {
    List<String> arguments = with(options(), "-D|hi|name=Gr\u00fc\u00dfe \u20ac");
    assertSame(kmod(Map.of(), arguments), ours(Map.of(), arguments), "parameters");
  }

  @Test
  void symbols_ofARealModule_likeInstalledModprobe() throws IOException {
    Path directory = Path.of(System.getProperty("user.home"), ".cache/hotprobe/lab/tree/lib/modules", DemoTree.RELEASE);
    assumeTrue(Files.exists(directory.resolve(HID)), "no Debian modules in " + directory);
    for (String option : List.of("--show-exports", "--show-modversions", "--dump-modversions")) {
      Program theirs = kmod(Map.of(), List.of(option, directory.resolve(HID).toString()));
      assertTrue(theirs.out().length() > 500, theirs.out());
      assertSame(theirs, Program.under(Map.of(), "modprobe", option, directory.resolve(HID).toString()), option);
      String releases = directory.getParent().toString();
      assertSame(theirs, Program.under(Map.of(), "modprobe", option, "--modules-dir", releases, "-S", DemoTree.RELEASE, "hid"), option);
    }
  }
}
