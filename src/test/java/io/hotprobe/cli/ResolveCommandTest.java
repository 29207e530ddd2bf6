package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hotprobe.resolve.DemoTree;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolveCommandTest {

  @TempDir Path root;

  private SmallWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world =
        new SmallWorld(root).module("base").module("one", "base").module("two").alias("p:1*", "one").alias("p:*", "two").alias("p:1?", "one").write();
  }

  private String[] arguments(String... more) {
    List<String> all = new ArrayList<>(List.of("resolve", "--root", root.toString(), "--release", SmallWorld.RELEASE));
    all.addAll(Arrays.asList(more));
    return all.toArray(new String[0]);
  }

  private Program resolve(String... more) {
    return Program.run(arguments(more));
  }

  @Test
  void resolve_found_isALineWithATab() {
    assertEquals(new Program(0, "p:12\tone,one,two\nbase\tbase\n", ""), resolve("p:12", "base"));
  }

  @Test
  void resolve_commandInModulesConf_isNotRunAndTold() throws IOException {
    Path trace = root.resolve("trace");
    Path conf = Files.createDirectories(root.resolve("etc")).resolve("modules.conf");
    Files.writeString(conf, "if `touch " + trace + "; echo 1` == 1\nalias which one\nelse\nalias which two\nendif\n");
    Program program = resolve("which");
    assertEquals("which\ttwo\n", program.out());
    assertTrue(Files.notExists(trace));
    assertTrue(program.err().contains("modules.conf:1: 'touch"), program.err());
    assertTrue(program.err().contains("is not run here; it counts as empty, a real load may choose otherwise"), program.err());
  }

  @Test
  void resolve_someNotFound_isOneAndAnEmptyAnswer() {
    assertEquals(new Program(1, "nosuch\t\np:2\ttwo\n", ""), resolve("nosuch", "p:2"));
  }

  @Test
  void resolve_dash_readsLines() {
    Program program = Program.fed("p:1\n\nq:1\np:\u00e4\n-\np:3", arguments("-"));
    assertEquals("p:1\tone,two\n\t\nq:1\t\np:\u00e4\ttwo\n-\t\np:3\ttwo\n", program.out());
    assertEquals(1, program.status());
  }

  @Test
  void resolve_dashAllFound_isZero() {
    assertEquals(new Program(0, "p:1\tone,two\np:2\ttwo\n", ""), Program.fed("p:1\np:2\n", arguments("-")));
  }

  @Test
  void resolve_emptyInput_isZeroAndSilent() {
    assertEquals(new Program(0, "", ""), Program.fed("", arguments("-")));
  }

  @Test
  void resolve_dashAmongNames_keepsTheOrder() {
    assertEquals("p:1\tone,two\np:2\ttwo\nbase\tbase\n", Program.fed("p:2\n", arguments("p:1", "-", "base")).out());
  }

  @Test
  void resolve_blacklist_isNotApplied() throws IOException {
    world.conf("a.conf", "blacklist one");
    assertEquals("p:1\tone,two\n", resolve("p:1").out());
  }

  @Test
  void resolve_configuration_comesFromTheRoot() throws IOException {
    world.conf("a.conf", "alias q two");
    assertEquals("q\ttwo\n", resolve("q").out());
    assertEquals("q\t\n", resolve("--config-dir", root.resolve("none").toString(), "q").out());
  }

  @Test
  void resolve_configDirs_theFirstIsTheStrongest() throws IOException {
    Path strong = Files.createDirectories(root.resolve("strong"));
    Files.writeString(strong.resolve("a.conf"), "alias q one\n");
    world.conf("a.conf", "alias q two");
    String weak = world.configDirectory().toString();
    assertEquals("q\tone\n", resolve("--config-dir", strong.toString(), "--config-dir", weak, "q").out());
    assertEquals("q\ttwo\n", resolve("--config-dir", weak, "--config-dir", strong.toString(), "q").out());
  }

  @Test
  void resolve_malformedConfiguration_isToldAndTheRestCounts() throws IOException {
    world.conf("a.conf", "# first", "alias q", "alias r two");
    Program program = resolve("r");
    assertEquals("r\ttwo\n", program.out());
    assertEquals(0, program.status());
    assertEquals(1, program.err().lines().count());
    assertTrue(program.err().startsWith("hotprobe: " + root.resolve("etc/modprobe.d/a.conf") + ":2: "), program.err());
  }

  @Test
  void resolve_json_isOneObjectALine() throws IOException {
    world.conf("a.conf", "options one x=1", "blacklist two");
    Program program = Program.fed("p:1\nnosuch\np:\"\\\u00e4\u0001\n", arguments("--json", "-"));
    List<String> lines = program.out().lines().toList();
    assertEquals(3, lines.size());
    assertEquals(
        List.of(
            "modalias=p:1", "module=one", "source=modules.alias", "pattern=p:1*", "module=two", "source=modules.alias", "pattern=p:*",
            "blacklisted=" + root.resolve("etc/modprobe.d/a.conf") + ":2",
            "module=base", "action=insmod " + world.moduleDirectory().resolve("kernel/base.ko"), "reason=dependency of one",
            "module=one", "action=insmod " + world.moduleDirectory().resolve("kernel/one.ko") + " x=1",
            "reason=claims it by 'p:1*' (modules.alias)"),
        fields(lines.get(0)));
    assertEquals(List.of("modalias=nosuch"), fields(lines.get(1)));
    assertEquals("modalias=p:\"\\\u00e4\u0001", fields(lines.get(2)).get(0));
    assertEquals(1, program.status());
    assertTrue(program.out().chars().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f), program.out());
  }

  /** The text fields in order; fails on what is not JSON. */
  private static List<String> fields(String json) throws IOException {
    List<String> fields = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          fields.add(parser.currentName() + "=" + parser.getText());
        }
      }
    }
    return fields;
  }

  @Test
  void resolve_noSuchRelease_saysWhichThereAre() {
    Program program = Program.run("resolve", "--root", root.toString(), "--release", "9.9", "x");
    assertEquals(1, program.status());
    assertEquals("", program.out());
    String expected = "hotprobe resolve: " + root.resolve("lib/modules/9.9") + ": no such module directory; choose one of 6.0-test with --release";
    assertEquals(expected, program.err().strip());
  }

  @Test
  void resolve_noModulesAtAll_saysWhatToDo() {
    Program program = Program.run("resolve", "--root", root.resolve("empty").toString(), "--release", "9.9", "x");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("empty/lib/modules does not exist either") && program.err().contains("--modules-dir"), program.err());
  }

  @Test
  void resolve_treeWithoutIndex_saysWhatToDo() throws IOException {
    Files.createDirectories(root.resolve("lib/modules/9.9"));
    Program program = Program.run("resolve", "--root", root.toString(), "--release", "9.9", "x");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("lib/modules/9.9") && program.err().contains("depmod"), program.err());
  }

  @Test
  void resolve_truncatedAliasIndex_isToldAndTheTextIsUsed() throws IOException {
    Path copy = DemoTree.copyTo(root.resolve("demo"));
    String[] arguments = {"resolve", "--root", root.resolve("demo").toString(), "--release", DemoTree.RELEASE, "-"};
    String input = String.join("\n", DemoTree.modaliases().subList(0, 3000)) + "\n";
    Program whole = Program.fed(input, arguments);
    assertEquals("", whole.err());
    for (long length : new long[] {1, 11, 12, 13, 1000, Files.size(copy.resolve("modules.alias.bin")) - 1}) {
      try (RandomAccessFile file = new RandomAccessFile(copy.resolve("modules.alias.bin").toFile(), "rw")) {
        file.setLength(length);
      }
      Program program = Program.fed(input, arguments);
      assertEquals(whole.out(), program.out(), length + " bytes");
      assertEquals(0, program.status());
      assertEquals(1, program.err().lines().count(), program.err());
      assertTrue(program.err().contains("modules.alias.bin") && program.err().contains("run depmod"), program.err());
      Files.copy(DemoTree.DIRECTORY.resolve("modules.alias.bin"), copy.resolve("modules.alias.bin"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void resolve_wrongCommandLines_areTwo() {
    String[][] wrong = {{"resolve"}, {"resolve", "--bogus", "x"}, {"resolve", "--release"}, {"xyzzy"}, {}, {"load"}, {"daemon", "x"}};
    for (String[] arguments : wrong) {
      Program program = Program.run(arguments);
      assertEquals(2, program.status(), String.join(" ", arguments));
      String told = program.err();
      assertTrue(arguments.length == 0 ? told.startsWith("Usage:") : told.endsWith("; see --help\n") && told.lines().count() == 1, told);
      assertEquals("", program.out());
    }
  }

  @Test
  void help_everyCommand_isZero() {
    for (String command : new String[] {"resolve", "load", "daemon", "demo"}) {
      Program program = Program.run(command, "--help");
      assertEquals(0, program.status());
      assertTrue(program.out().startsWith("Usage: hotprobe " + command), program.out());
      assertTrue(program.out().contains("Exit codes:"), program.out());
    }
    assertEquals(0, Program.run("--version").status());
  }
}
