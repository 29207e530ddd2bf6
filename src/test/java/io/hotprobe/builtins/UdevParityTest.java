package io.hotprobe.builtins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.rules.Builtin;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our answers beside udev's on the same trees. The recorded answers are those of udev 252 and 257; with {@code -Dudev.record=ROOT},
 * the root of a system with udev 257, they are written anew on a machine with udev 252.
 */
class UdevParityTest {

  private static final String OLD = "252";
  private static final String NEW = "257";

  /** Pads with a wheel, ports without a number, ID_NET_NAME_ALLOW, dev_id in hexadecimal, AMBA. */
  private static final List<String> DIFFERENT_IN_252 =
      List.of(
          "input_id /devices/virtual/input/input22/event22",
          "input_id /devices/virtual/input/input23",
          "net_id /devices/pci0001:00/0001:00:01.0/0001:06:1e.7/net/eth5",
          "net_id /devices/pci0001:00/0001:00:01.0/0001:06:1e.7/net/eth6",
          "net_id /devices/pci0000:00/0000:00:07.0/net/ib0",
          "net_id /devices/pci0000:00/0000:00:0a.0/net/eth15",
          "net_id /devices/pci0000:00/0000:00:0a.0/net/eth16",
          "path_id /devices/amba/fe201000.serial/tty/ttyAMA0");

  @TempDir Path directory;
  @TempDir Path other;

  static Stream<String> trees() throws IOException {
    try (Stream<Path> files = Files.list(resources())) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".tree")).sorted().toList().stream();
    }
  }

  private static Path resources() {
    try {
      return Path.of(UdevParityTest.class.getResource("/builtins/usb-stick.tree").toURI()).getParent();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private SysfsTree unpacked(String name) throws IOException {
    SysfsTree tree = SysfsTree.read(resources().resolve(name));
    tree.unpack(directory);
    return tree;
  }

  private static Path answersOf(Path place, String name) {
    return place.resolve(name.replace(".tree", ".answers"));
  }

  private Map<String, Builtin> builtins(NamingScheme scheme) throws IOException {
    String source = Files.readString(resources().resolve("small.hwdb"), StandardCharsets.ISO_8859_1);
    Path file = Files.write(other.resolve("hwdb.bin"), new HwdbWriter().add(source).bytes());
    Hwdb hwdb = new Hwdb(List.of(file), damage -> fail(damage.toString()));
    return BuiltinSet.of(hwdb, scheme, InputAxes.NONE);
  }

  private List<String> ours(Map<String, Builtin> builtins, SysfsTree.Question question) {
    Device device = new Sysfs(directory).device(question.devpath());
    List<String> words = new ArrayList<>(Arrays.asList(question.command().split(" ")));
    Builtin builtin = builtins.get(words.remove(0));
    return Answers.lines(builtin.run(new Builtin.Call(device, Action.ADD, device.properties()::get, words)));
  }

  @ParameterizedTest
  @MethodSource("trees")
  void run_recordedTree_answersAsUdev257Did(String name) throws IOException {
    assertSame(name, NamingScheme.V257, NEW, question -> true);
  }

  @ParameterizedTest
  @CsvSource({
    "net-pci.tree, V238", "net-pci.tree, V247", "net-pci.tree, V252",
    "net-other.tree, V238", "net-other.tree, V247", "net-other.tree, V252"
  })
  void netId_olderScheme_answersAsUdev257Did(String name, NamingScheme scheme) throws IOException {
    assertSame(name, scheme, NEW + "-" + scheme.written(), UdevParityTest::isNetId);
  }

  /** All that Debian 12's udev answers otherwise, the order of properties and ID_PATH_WITH_USB_REVISION aside. */
  @Test
  void run_recordedTrees_differFromUdev252WhereItLearntLater() throws IOException {
    List<String> different = new ArrayList<>();
    for (String name : trees().toList()) {
      directory = Files.createDirectory(other.resolve(name));
      SysfsTree tree = unpacked(name);
      Answers answers = Answers.read(answersOf(resources(), name));
      Map<String, Builtin> builtins = builtins(NamingScheme.V252);
      for (SysfsTree.Question question : tree.questions()) {
        TreeSet<String> ours = new TreeSet<>(ours(builtins, question));
        ours.removeIf(line -> line.startsWith("ID_PATH_WITH_USB_REVISION="));
        if (!ours.equals(new TreeSet<>(answers.get(OLD, question)))) {
          different.add(question.toString());
        }
      }
    }
    assertEquals(String.join("\n", DIFFERENT_IN_252), String.join("\n", different));
  }

  private static boolean isNetId(SysfsTree.Question question) {
    return question.command().equals("net_id");
  }

  private void assertSame(String name, NamingScheme scheme, String version, Predicate<SysfsTree.Question> wanted) throws IOException {
    SysfsTree tree = unpacked(name);
    Answers answers = Answers.read(answersOf(resources(), name));
    Map<String, Builtin> builtins = builtins(scheme);
    Map<String, List<String>> expected = new LinkedHashMap<>();
    Map<String, List<String>> got = new LinkedHashMap<>();
    for (SysfsTree.Question question : tree.questions()) {
      if (wanted.test(question)) {
        expected.put(question.toString(), answers.get(version, question));
        got.put(question.toString(), ours(builtins, question));
      }
    }
    assertEquals(text(expected), text(got));
  }

  private static String text(Map<String, List<String>> answers) {
    StringBuilder text = new StringBuilder();
    answers.forEach((question, lines) -> text.append("? ").append(question).append("\n  ").append(String.join("\n  ", lines)).append('\n'));
    return text.toString();
  }

  @Test
  void trees_allTogether_holdAtLeastSixtyQuestions() throws IOException {
    int questions = 0;
    for (String name : trees().toList()) {
      questions += SysfsTree.read(resources().resolve(name)).questions().size();
    }
    assertTrue(questions >= 60, "only " + questions);
  }

  /** Writes the recorded answers; does nothing unless it is asked to. */
  @ParameterizedTest
  @MethodSource("trees")
  void record_askedTo_writesUdevsAnswers(String name) throws IOException {
    String root = System.getProperty("udev.record");
    assumeTrue(root != null, "records only with -Dudev.record");
    SysfsTree tree = unpacked(name);
    Answers answers = new Answers();
    Path hwdb = RealUdev.compiled(resources().resolve("small.hwdb"), other);
    RealUdev old = RealUdev.in(Path.of("/")).orElseThrow();
    RealUdev latest = RealUdev.in(Path.of(root)).orElseThrow();
    assertEquals(OLD + " " + NEW, old.version() + " " + latest.version());
    for (SysfsTree.Question question : tree.questions()) {
      answers.put(OLD, question, old.ask(directory, hwdb, question, ""));
      answers.put(NEW, question, latest.ask(directory, hwdb, question, ""));
      if (isNetId(question)) {
        for (String scheme : List.of("v238", "v247", "v252")) {
          answers.put(NEW + "-" + scheme, question, latest.ask(directory, hwdb, question, scheme));
        }
      }
    }
    answers.write(answersOf(Path.of("src/test/resources/builtins"), name), tree.questions());
  }
}
