package io.hotprobe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.config.ModulesConf.Entry;
import io.hotprobe.config.ModulesConf.Listing;
import io.hotprobe.module.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from a modules.conf, line by line. */
class ModulesConfTest {

  @TempDir Path directory;
  private TempRoot root;
  private final List<String> run = new ArrayList<>();

  @BeforeEach
  void setUp() {
    root = new TempRoot(directory);
  }

  /** Gives back the command, its words turned round. */
  private Commands.End shell(String command) {
    run.add(command);
    return command.startsWith("fail") ? new Commands.End.Exited(3, "half") : new Commands.End.Exited(0, "out of\n " + command + "\n\n");
  }

  private ConfigSources sources() {
    return ConfigSources.defaults(directory)
        .withModuleDirectory(directory.resolve("lib/modules/2.4.20-x"))
        .withCommands((command, environment, limit) -> shell(command));
  }

  private ModulesConf read(String text) throws IOException {
    return root.file("etc/modules.conf", text).read(sources()).modulesConf().orElseThrow();
  }

  private List<String> words(Listing listing, String name, String text) throws IOException {
    return read(text).entry(listing, name).map(Entry::words).orElse(List.of("none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "options m a=1 b=2|a=1,b=2",
        "  options\tm  a=1   # b=2|a=1",
        "options m 'a=1 # b=2'|!",
        "options m a=\\#1|a=#1",
        "options m a='1 2' b=\"3 4\"|a=1 2,b=3 4",
        "options m 'a=$X' \"$(uname -r)\"|a=$X,2.4.20-x",
        "options m a\\ b \\$x|a b,$x",
        "define X 1 2%options m a=$X b=${X}y c=$XY|a=1,b=1y,c=",
        "define X '1 2'%options m $X a=\"$X\"|1,2,a=1 2",
        "options m a=`kernelversion`|a=2.4",
        "options m a=`echo hi`|a=out,of,echo,hi",
        "options m \"a=`echo hi`\"|a=out of  echo hi",
        "options m a=`fail`|a=",
        "define X ''%options m a=$X|a=",
        "define X $NOT_SET%options m a=$X|a=",
        "options m a=1%add options m b=2|a=1,b=2",
        "options m a=1%options m b=2|b=2",
        "options m-n a=1%add options m_n b=2|none",
        "add options m a=1|a=1",
        "options m a=1 \\%   b=2|a=1,b=2",
        "options m a=1\\%b=2|a=1b=2",
        "options m a=1 \\  % b=2|a=1,b=2",
        "options m a=1 # \\%options m b=2|b=2",
        "options m a=1\\\\%options n b=2|a=1\\",
        "options m|''"
      })
  void options_words_areThoseOfAShell(String text, String expected) throws IOException {
    String lines = text.replace('%', '\n') + "\n";
    if (expected.equals("!")) {
      assertThrows(InvalidConfigException.class, () -> words(Listing.OPTIONS, "m", lines));
    } else {
      assertEquals(expected, String.join(",", words(Listing.OPTIONS, "m", lines)));
    }
  }

  @Test
  void filePatterns_ofAbsoluteWords_becomeTheFiles() throws IOException {
    root.file("lib/modules/1.1.51/x", "").file("lib/modules/1.1.50/x", "").file("lib/modules/1.2.1/x", "");
    ModulesConf conf = read("path[misc]=/lib/modules/1.1.5?\noptions m /lib/modules/*.1 /none/* x*\noptions n '/lib/modules/*'\n");
    assertEquals(
        List.of("/lib/modules/1.1.50", "/lib/modules/1.1.51"),
        conf.paths().stream().map(path -> path.directory().replace(directory.toString(), "")).toList());
    assertEquals(List.of("/lib/modules/1.2.1", "/none/*", "x*"), conf.entry(Listing.OPTIONS, "m").orElseThrow().words());
    assertEquals(List.of("/lib/modules/*"), conf.entry(Listing.OPTIONS, "n").orElseThrow().words());
  }

  @Test
  void commands_nothingMayRun_areEmptyAndTold() throws IOException {
    ConfigSources still = ConfigSources.defaults(directory);
    ModprobeConfig config = root.file("etc/modules.conf", "\noptions m a=`echo 1` b=2\n").read(still);
    assertEquals("a= b=2", config.options(TempRoot.module("m"), null));
    assertEquals(List.of(), run);
    assertTrue(root.said().get(0).startsWith("etc/modules.conf:2: 'echo 1' is not run here"), root.said().toString());
    assertTrue(root.said().get(0).contains("counts as empty, a real load may choose otherwise"), root.said().toString());
  }

  @Test
  void hookCommands_areNotExpanded() throws IOException {
    ModulesConf conf = read("pre-install m  echo `date` $X \\# '*'  # comment\nremove m x\n");
    assertEquals("echo `date` $X \\# '*'", conf.runs().get(0).command().command());
    assertEquals(List.of("pre-install", "remove"), conf.runs().stream().map(ModulesConf.Run::keyword).toList());
    assertEquals(List.of(), run);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a == a|1", "a = b|0", "a != b|1", "b > a|1", "10 < 9|1", "-n 10 < 9|0", "-n 0x10 == 16|1", "-n 010 == 8|1", "-n x == 0|1",
        "-n 99999999999999999999 > 1|1", "-n -5 <= -4|1", "a >= a|1", "! a == a|0", "! ! a == a|1", "1|1", "0|0", "false|0", "$NOT_SET|0",
        "\"\"|0", "yes|1", "-f /etc/modules.conf|1", "-f /none|0", "-f $NOT_SET|0", "! -f /none|1", "-k|0", "! -k|1", "`uname -r` == 2.4.20-x|1",
        "\"a b\" == 'a b'|1"
      })
  void if_expression_isDecided(String expression, String expected) throws IOException {
    List<String> found = words(Listing.ALIAS, "x", "if " + expression + "\nalias x 1\nelse\nalias x 0\nendif\n");
    assertEquals(List.of(expected), found);
  }

  @Test
  void if_branches_firstThatIsTrueCounts() throws IOException {
    String text = "if %s\nalias x 1\nif 1\nalias y 1\nendif\nelseif %s\nalias x 2\nelseif %s\nalias x 3\nelse\nalias x 4\nendif\n";
    assertEquals(List.of("1"), words(Listing.ALIAS, "x", text.formatted(1, 1, 1)));
    assertEquals(List.of("2"), words(Listing.ALIAS, "x", text.formatted(0, 1, 1)));
    assertEquals(List.of("3"), words(Listing.ALIAS, "x", text.formatted(0, 0, 1)));
    assertEquals(List.of("4"), words(Listing.ALIAS, "x", text.formatted(0, 0, 0)));
    assertEquals(List.of("none"), words(Listing.ALIAS, "y", text.formatted(0, 1, 1)), "inside a branch that does not count");
  }

  @Test
  void if_inABranchThatDoesNotCount_runsNothing() throws IOException {
    read("if 1\nelseif `echo 1` == \"$(echo 2)\"\nelseif -n `echo 3` > 1\nelseif ! -f /`echo 4`\nendif\n");
    read("if 0\nif `echo 1` == 1\nbogus\nendif\noptions m `echo 2`\nelse\nendif\n");
    assertEquals(List.of(), run);
  }

  @Test
  void include_relativeAndAbsolute_areReadInPlace() throws IOException {
    root.file("etc/more/a", "alias x two\ninclude b\n").file("etc/more/b", "alias y three\n").file("opt/c", "alias z four\n");
    ModulesConf conf = read("alias x one\ninclude more/a\ndefine D opt\ninclude /$D/c\nalias y five\n");
    assertEquals(List.of("two"), conf.entry(Listing.ALIAS, "x").orElseThrow().words());
    assertEquals(List.of("five"), conf.entry(Listing.ALIAS, "y").orElseThrow().words());
    assertEquals(List.of("four"), conf.entry(Listing.ALIAS, "z").orElseThrow().words());
    assertEquals(
        List.of("etc/modules.conf", "etc/more/a", "etc/more/b", "opt/c"),
        conf.files().stream().map(file -> directory.relativize(file).toString()).toList());
  }

  @Test
  void paths_withAndWithoutKeep_dropOrExtendTheDefaults() throws IOException {
    assertEquals(List.of("misc=/a", "net=/b"), tagged("path=/a\npath[net]=/b\n"));
    List<String> kept = tagged("keep\npath[net]=/b\n");
    assertEquals("boot=/lib/modules/boot", kept.get(0));
    assertEquals("toplevel=/lib/modules/2.4.20-x", kept.get(1));
    assertEquals("toplevel=/lib/modules/2.4", kept.get(2));
    assertEquals("toplevel=/lib/modules/default", kept.get(3));
    assertEquals("kernel=/lib/modules/kernel", kept.get(4));
    assertEquals("net=/b", kept.get(kept.size() - 1));
    assertEquals(kept.size() - 1, tagged("alias a b\n").size());
    assertEquals(List.of("misc=/a"), tagged("path=/a\nkeep\n"), "keep comes too late");
  }

  private List<String> tagged(String text) throws IOException {
    return read(text).paths().stream().map(path -> path.tag() + "=" + path.directory().replace(directory.toString(), "")).toList();
  }

  @Test
  void settings_firstLineCounts() throws IOException {
    ModulesConf conf = read("depfile=/a/`uname -r`\ndepfile=/b\npersistdir=/p\ninsmod_opt=-f -x\npcimapfile=/m\n");
    assertEquals("/a/2.4.20-x", conf.setting("depfile").orElseThrow().value());
    assertEquals("-f -x", conf.setting("insmod_opt").orElseThrow().value());
    assertEquals(4, conf.settings().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alias a b%bogus x|2|invalid line: 'bogus x'",
        "alias|1|alias lacks a name",
        "pre-install|1|pre-install lacks a name",
        "options -k|1|options lacks a name",
        "bogus=1|1|invalid line: 'bogus=1'",
        "path[net=/x|1|invalid line",
        "path=|1|path names no directory",
        "path=rel/ative|1|not an absolute directory",
        "alias=b c|1|invalid line",
        "blacklist m|1|invalid line",
        "add|1|invalid line",
        "endif|1|endif without an if",
        "%else|2|else without an if",
        "elseif 1|1|elseif without an if",
        "if 1%alias a b|2|the file ends inside an if",
        "if|1|a condition is missing",
        "if a ~ b|1|not a comparison: '~'",
        "if !|1|a condition is missing",
        "if -d /tmp|1|not a test: '-d'",
        "if -f|1|-f names no file",
        "if ! -f|1|-f names no file",
        "if 1%elseif a ~ b%endif|2|not a comparison: '~'",
        "if 0%if a ~ b%endif%endif|2|not a comparison: '~'",
        "if 1%else%if%endif%endif|3|a condition is missing",
        "if 1%elseif `x%endif|2|a ` without its partner",
        "if 1%elseif -f%endif|2|-f names no file",
        "define X=1|1|not a variable name: 'X=1'",
        "define X=1 y|1|not a variable name: 'X=1'",
        "define X|1|define lacks a word",
        "define|1|define lacks a name",
        "options m 'x|1|a ' without its partner",
        "options m \"x|1|a \" without its partner",
        "options m `x|1|a ` without its partner",
        "options m $(x|1|a ) without its partner",
        "options m ${x|1|a } without its partner",
        "include|1|include lacks a file",
        "include /none|1|none cannot be read: no such file; name one that exists",
        "include /etc|1|etc cannot be read: is a directory; make it readable",
        "%%include modules.conf|3|include nests deeper than 20"
      })
  void read_lineThatMakesNoSense_failsWithItsPlace(String text, int line, String problem) {
    var failure = assertThrows(InvalidConfigException.class, () -> read(text.replace('%', '\n') + "\n"));
    String message = failure.getMessage().replace(directory + "/", "");
    assertTrue(message.startsWith("etc/modules.conf:" + line + ": ") && message.contains(problem) && message.contains("; "), message);
  }

  @Test
  void read_nestingAtTheBound_isReadAndBeyondItFails() throws IOException {
    read("if 1\n".repeat(Conditions.DEEPEST) + "endif\n".repeat(Conditions.DEEPEST));
    assertThrows(InvalidConfigException.class, () -> read("if 1\n".repeat(Conditions.DEEPEST + 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {ModulesConfParser.MOST_FILES, ModulesConfParser.MOST_FILES - 1})
  void read_manyIncludes_areBounded(int count) throws IOException {
    root.file("etc/x", "alias a b\n");
    String text = "include x\n".repeat(count);
    if (count < ModulesConfParser.MOST_FILES) {
      assertEquals(ModulesConfParser.MOST_FILES, read(text).files().size());
    } else {
      assertThrows(InvalidConfigException.class, () -> read(text));
    }
  }

  @Test
  void read_growingVariable_isBounded() {
    String text = "define X aaaaaaaaaaaaaaaa\n" + "define X $X$X$X$X$X$X$X$X\n".repeat(40);
    var failure = assertThrows(InvalidConfigException.class, () -> read(text));
    assertTrue(failure.getMessage().contains("expands to more than"), failure.getMessage());
  }

  @Test
  void read_manyCommands_areBounded() {
    assertThrows(InvalidConfigException.class, () -> read("options m `x`\n".repeat(ShellValues.MOST_COMMANDS + 1)));
    assertEquals(ShellValues.MOST_COMMANDS, run.size());
  }

  @Test
  void read_nulByte_failsWithItsPlace() {
    var failure = assertThrows(InvalidConfigException.class, () -> read("alias a b\nalias c\0 d\n"));
    assertTrue(failure.getMessage().contains("modules.conf:2: holds a NUL byte"), failure.getMessage());
  }

  @Test
  void read_lineBeyondTheBound_failsWithItsPlace() throws IOException {
    String fits = "if " + "! ".repeat((LogicalLines.LONGEST_LINE - 8) / 4 * 2) + "1\nalias a b\nendif\n";
    assertEquals(List.of("b"), words(Listing.ALIAS, "a", fits));
    var failure = assertThrows(InvalidConfigException.class, () -> read("\nalias a " + "b".repeat(LogicalLines.LONGEST_LINE) + "\n"));
    assertTrue(failure.getMessage().contains("modules.conf:2: longer than"), failure.getMessage());
  }

  @Test
  void read_wordsThatGrowTogether_areBounded() {
    String text = "define X " + "x".repeat(100_000) + "\n" + "add options m $X$X\n".repeat(100);
    var failure = assertThrows(InvalidConfigException.class, () -> read(text));
    assertTrue(failure.getMessage().contains("all words expand to more than"), failure.getMessage());
  }

  @Test
  void read_moreLinesThanTheBound_fails() {
    assertThrows(InvalidConfigException.class, () -> read("\n".repeat(ModulesConfParser.MOST_LINES + 1)));
  }
}
