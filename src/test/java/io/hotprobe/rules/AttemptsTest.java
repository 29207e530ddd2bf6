package io.hotprobe.rules;

import static io.hotprobe.rules.RuleWorld.assigned;
import static io.hotprobe.rules.RuleWorld.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Programs;
import io.hotprobe.uevent.Uevent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TEST, PROGRAM, RESULT and IMPORT, one trap at a time. */
class AttemptsTest {

  private static final String DISK = "/devices/pci0/usb1/block/sda";

  @TempDir Path root;
  private RuleWorld world;

  @BeforeEach
  void plugIn() {
    world = new RuleWorld(root);
    world.device("/devices/pci0/usb1", "usb", "uevent=DEVNAME=bus/usb/001\nPRODUCT=1/2\n");
    world.device(DISK, "block", "size=8\n", "a/one/x=1", "uevent=DEVTYPE=disk\n");
  }

  private static Uevent add() {
    return event("add", DISK, "SUBSYSTEM=block", "MAJOR=8", "MINOR=0", "DEVNAME=sda");
  }

  private Ruling rule(String... rules) {
    return world.rule(add(), rules);
  }

  private String set(String... rules) {
    return assigned(rule(rules));
  }

  @Test
  void test_filesOfAllKinds_areFound() {
    assertEquals("{A=1, B=1, C=1, D=1, E=1, F=1}",
        set("TEST==\"size\", ENV{A}=\"1\"", "TEST==\"/sys/class/block\", ENV{B}=\"1\"", "TEST==\"[block/sda]size\", ENV{C}=\"1\"",
            "TEST==\"a/*/x\", ENV{D}=\"1\"", "TEST==\"/sys%p/size\", ENV{E}=\"1\"", "TEST==\"[block/sda]\", ENV{F}=\"1\"",
            "TEST==\"[block/sdx]size\", ENV{X}=\"1\"", "TEST==\"b/*/x\", ENV{X}=\"1\"", "TEST!=\"size\", ENV{X}=\"1\""));
  }

  @Test
  void test_mode_isAnyOfTheBits() {
    assertTrue(root.resolve("sys" + DISK + "/size").toFile().setReadOnly());
    assertEquals("{A=1, B=1}",
        set("TEST{0400}==\"size\", ENV{A}=\"1\"", "TEST{0111}!=\"size\", ENV{B}=\"1\"", "TEST{0222}==\"size\", ENV{X}=\"1\""));
  }

  @Test
  void program_output_isTheResultUntilTheNextOne() {
    world.programWrites("/usr/lib/udev/p sda", "one two\t;\n\n");
    assertEquals("{A=one two __1, B=1, C=1}",
        set("PROGRAM==\"p %k\", RESULT==\"one*\", ENV{A}=\"%c_1\"", "RESULT==\"one two*\", ENV{B}=\"1\"", "PROGRAM!=\"fails\", ENV{C}=\"1\"",
            "RESULT==\"?*\", ENV{D}=\"1\""));
  }

  @Test
  void program_failing_isToldAndKept() {
    world.answers.put("/bin/p a b", new Programs.End.Exited(3, "", "no such thing\n"));
    List<String> problems = new ArrayList<>();
    Explanation told =
        new Explanation() {
          @Override
          public void problem(RuleLine line, String text) {
            problems.add(line.at().line() + " " + text);
          }
        };
    Ruling ruling = world.rule(add(), told, "ENV{Z}=\"1\"", "PROGRAM==\"/bin/p 'a' b\", ENV{A}=\"1\"");
    assertEquals("{Z=1}", assigned(ruling));
    assertEquals(1, ruling.programs().size());
    assertEquals("/bin/p 'a' b", ruling.programs().get(0).command());
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).startsWith("2 ") && problems.get(0).contains("exit status 3"), problems.toString());
  }

  @Test
  void program_invocation_hasThePropertiesAndNothingElse() {
    world.programWrites("/bin/p", "");
    rule("ENV{.P}=\"x\", ENV{Q}=\"y\", TAG+=\"t\", SYMLINK+=\"l m\"", "PROGRAM==\"/bin/p\", OPTIONS+=\"sandbox=user:tss,cpu:3s\", ENV{A}=\"1\"");
    Programs.Invocation invocation = world.invocations.get(0);
    assertEquals(
        "{ACTION=add, DEVPATH=" + DISK + ", SUBSYSTEM=block, SEQNUM=7, MAJOR=8, MINOR=0, DEVNAME=/dev/sda, Q=y, "
            + "DEVLINKS=/dev/l /dev/m, TAGS=:t:, CURRENT_TAGS=:t:}",
        invocation.environment().toString());
    assertEquals("tss", invocation.sandbox().orElseThrow().user().orElseThrow());
    assertTrue(invocation.limit().compareTo(Duration.ofMinutes(1)) <= 0 && invocation.limit().compareTo(Duration.ofSeconds(50)) > 0);
  }

  @Test
  void importProgram_lines_becomeProperties() {
    world.programWrites("/usr/lib/udev/prog", " A = one \n# B=2\nC\nD=\nE='q \"'\nF=\"un\nG=x=y\n=z\nA=two\n");
    assertEquals("{A=two, E=q \", G=x=y, OK=1}", set("IMPORT{program}==\"prog\", ENV{OK}=\"1\""));
    assertEquals("{N=1}", set("IMPORT{program}!=\"other\", ENV{N}=\"1\""));
  }

  @Test
  void outputAndFile_withANul_endThere() {
    world.programWrites("/usr/lib/udev/prog", "A=one\nB=two\0DEVNAME=/dev/null\nC=three\n");
    assertEquals("{A=one, B=two}", set("IMPORT{program}==\"prog\""));
    assertEquals("{R=A=one B=two}", set("PROGRAM==\"prog\", ENV{R}=\"%c\""));
    world.file("etc/some", "A=one\nB=two\0C=three\n");
    assertEquals("{A=one, B=two}", set("IMPORT{file}==\"" + root.resolve("etc/some") + "\""));
  }

  @Test
  void importProgram_outputOverTheLimit_losesItsLastLine() {
    String line = "A=" + "x".repeat(400) + "\n";
    world.programWrites("/usr/lib/udev/prog", "FIRST=1\n" + line.repeat(40) + "LAST=" + "y".repeat(Programs.OUTPUT_LIMIT));
    Ruling ruling = rule("IMPORT{program}==\"prog\", ENV{OK}=\"1\"");
    assertEquals("[FIRST, A, OK]", ruling.assigned().toString());
  }

  @Test
  void importBuiltin_runOnce_keepsItsAnswer() {
    List<String> calls = new ArrayList<>();
    world.builtins.put("path_id", call -> answer(calls, call, Optional.of(Map.of("ID_PATH", "x" + call.property().apply("MAJOR")))));
    world.builtins.put("hwdb", call -> answer(calls, call, Optional.of(Map.of())));
    world.builtins.put("usb_id", call -> answer(calls, call, Optional.empty()));
    assertEquals("{A=1, C=1, D=1, E=1}",
        set("IMPORT{builtin}==\"path_id\", ENV{A}=\"1\"", "ENV{ID_PATH}=\"\"", "IMPORT{builtin}==\"path\", ENV{C}=\"1\"",
            "IMPORT{builtin}==\"hwdb --subsystem=usb '%k x'\", IMPORT{builtin}!=\"usb_id\", ENV{D}=\"1\"",
            "IMPORT{builtin}==\"hwdb\", IMPORT{builtin}!=\"usb_id\", ENV{E}=\"1\""));
    assertEquals(List.of("[]", "[--subsystem=usb, sda x]", "[]", "[]"), calls);
  }

  private static Optional<Map<String, String>> answer(List<String> calls, Builtin.Call call, Optional<Map<String, String>> answer) {
    calls.add(call.arguments().toString());
    return answer;
  }

  @Test
  void importBuiltin_thatDoesNotWork_isToldOnce() {
    assertEquals("{A=1, B=1}", set("IMPORT{builtin}!=\"btrfs ready\", ENV{A}=\"1\"", "IMPORT{builtin}!=\"btrfs ready\", ENV{B}=\"1\""));
    assertEquals(1, world.notices.size());
    assertTrue(world.notices.get(0).contains("btrfs"), world.notices.toString());
  }

  @Test
  void importFile_missing_fails() {
    world.file("props", "A=1\n B = 'x y' \n");
    assertEquals("{A=1, B=x y, OK=1, NO=1}",
        set("IMPORT{file}==\"" + root + "/props\", ENV{OK}=\"1\"", "IMPORT{file}!=\"" + root + "/none\", ENV{NO}=\"1\""));
  }

  @Test
  void importDb_oneProperty_ofTheEventBeforeOrOfSysfs() {
    world.records.put("b8:0", new DeviceRecord(List.of(), 0, 1, Map.of("ID_A", "old"), Set.of(), Set.of(), false));
    assertEquals("{ID_A=old, A=1, DEVTYPE=disk, B=1, C=1}",
        set("IMPORT{db}==\"ID_A\", ENV{A}=\"1\"", "IMPORT{db}==\"DEVTYPE\", ENV{B}=\"1\"", "IMPORT{db}!=\"ID_B\", ENV{C}=\"1\""));
  }

  @Test
  void importCmdline_parametersAndFlags_areTaken() {
    world.commandLine = "root=/dev/sda1 quiet udev.x=1 udev_x=\"a b\" other";
    assertEquals("{quiet=1, root=/dev/sda1, udev-x=a b, A=1}",
        set("IMPORT{cmdline}==\"quiet\", IMPORT{cmdline}==\"root\", IMPORT{cmdline}==\"udev-x\", IMPORT{cmdline}!=\"none\", ENV{A}=\"1\""));
  }

  @Test
  void importParent_globOverItsProperties_holdsWheneverThereIsOne() {
    world.records.put("+usb:usb1", new DeviceRecord(List.of(), 0, 1, new TreeMap<>(Map.of("ID_A", "1", "ID_B", "2")), Set.of(), Set.of(), false));
    assertEquals("{ID_A=1, ID_B=2, PRODUCT=1/2, A=1, B=1}",
        set("IMPORT{parent}==\"ID_*\", IMPORT{parent}==\"P[R]ODUCT\", ENV{A}=\"1\"", "IMPORT{parent}==\"NONE\", ENV{B}=\"1\""));
    assertEquals("{A=1}", assigned(world.rule(event("add", "/devices/alone"), "IMPORT{parent}!=\"*\", ENV{A}=\"1\"")));
  }

  @Test
  void words_ofCommands_areSplitWithoutAShell() {
    assertEquals(List.of("/bin/x", "a b", "c d\\", "$HOME", "*", "un closed"),
        QuotedWords.of(" /bin/x 'a b'  c\" d\\\" $HOME * 'un closed"));
    assertEquals(List.of(), QuotedWords.of("  "));
    assertEquals(List.of("", "x"), QuotedWords.of("'' x"));
  }

  @Test
  void run_emptyCommand_isNotStarted() {
    RunCommand nothing = new RunCommand(RunCommand.Type.PROGRAM, " ", null, Optional.empty());
    ProgramRun run = new RuleCommands(world.host(), world).run(nothing, Map.of(), System.nanoTime());
    assertTrue(run.end() instanceof Programs.End.NotStarted);
    assertEquals(List.of(), world.invocations);
  }

  @Test
  void explanation_ofALine_tellsEachStep() {
    List<String> told = new ArrayList<>();
    Explanation explanation =
        new Explanation() {
          @Override
          public void line(RuleLine line) {
            told.add("line " + line.at().line());
          }

          @Override
          public void match(Token token, String value, String parent, boolean held) {
            told.add(token.written() + " '" + value + "' " + parent + " " + held);
          }

          @Override
          public void assignment(Token token, String value, String refusal) {
            told.add(token.written() + " '" + value + "' " + (refusal == null));
          }

          @Override
          public void jump(RuleLine from, io.hotprobe.module.SourceLine to) {
            told.add("jump " + from.at().line() + " " + to.line());
          }
        };
    world.rule(add(), explanation, "KERNEL==\"sda\", SUBSYSTEMS==\"usb\", ENV{A}=\"%k\", GOTO=\"x\"", "ENV{B}=\"1\"",
        "LABEL=\"x\", KERNEL==\"sdb\", ENV{C}=\"1\"", "KERNEL==\"sdb\", ENV{C}=\"1\"", "SUBSYSTEMS==\"pci\", ENV{D}=\"1\"", "OWNER=\"%k\"");
    assertEquals(
        List.of("line 1", "KERNEL==\"sda\" 'sda' null true", "SUBSYSTEMS==\"usb\" 'usb' /devices/pci0/usb1 true", "ENV{A}=\"%k\" 'sda' true",
            "jump 1 3", "line 3", "KERNEL==\"sdb\" 'sda' null false", "line 4", "KERNEL==\"sdb\" 'sda' null false", "line 5",
            "SUBSYSTEMS==\"pci\" 'block usb' null false", "line 6", "OWNER=\"%k\" 'sda' false"),
        told);
  }
}
