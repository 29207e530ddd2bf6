package io.hotprobe.builtins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.rules.Builtin;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.Sysfs;
import io.hotprobe.uevent.Action;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our answers beside udev's on the same trees. The recorded answers are those of udev 252 and 257; with {@code -Dudev.record=ROOT},
 * the root of a system with udev 257, they are written anew on a machine with udev 252.
 */
class UdevParityTest {

  private static final String OLD = "252";
  private static final String NEW = "257";

  @TempDir Path directory;

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

  private static Map<String, Builtin> builtins(String scheme) throws IOException {
    return Map.of("path_id", new PathId(), "usb_id", new UsbId());
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
    assertSame(name, "v257", NEW);
  }

  private void assertSame(String name, String scheme, String version) throws IOException {
    SysfsTree tree = unpacked(name);
    Answers answers = Answers.read(answersOf(resources(), name));
    Map<String, Builtin> builtins = builtins(scheme);
    Map<String, List<String>> expected = new LinkedHashMap<>();
    Map<String, List<String>> got = new LinkedHashMap<>();
    for (SysfsTree.Question question : tree.questions()) {
      expected.put(question.toString(), answers.get(version, question));
      got.put(question.toString(), ours(builtins, question));
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
    for (Path place : List.of(Path.of("/"), Path.of(root))) {
      Optional<RealUdev> udev = RealUdev.in(place);
      assertTrue(udev.isPresent(), "no udev that can be asked in " + place);
      for (SysfsTree.Question question : tree.questions()) {
        answers.put(udev.get().version(), question, udev.get().ask(directory, null, question));
      }
    }
    answers.write(answersOf(Path.of("src/test/resources/builtins"), name), tree.questions(), List.of(OLD, NEW));
  }
}
