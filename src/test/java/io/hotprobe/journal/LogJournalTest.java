package io.hotprobe.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Programs.End;
import io.hotprobe.module.SourceLine;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.Match;
import io.hotprobe.resolve.Resolution;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.RunCommand;
import io.hotprobe.uevent.Uevent;
import io.hotprobe.uevent.UeventParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogJournalTest {

  private static final ModuleName M = new ModuleName("snd_hda");
  private static final Resolution PLAN = new LoadPlan(List.of(), List.of(), LoadPlan.Wanted.ALL);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private LogJournal journal(boolean priorities, Level least) {
    return new LogJournal(out::println, priorities, least);
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static Handled handled(Resolution resolution, LoadOutcome... outcomes) {
    return new Handled(new Subject(1, "add", "/devices/a", "", "pci", "pci:v1"), Handled.Deeds.loads(List.of(resolution), List.of(outcomes)), new Times(0, 0, 0));
  }

  private static Resolution denied() {
    Match match =
        new Match(M, Match.Stage.MODULE_ALIAS, "pci:v*", "pci:v1", Optional.of(new SourceLine(Path.of("/etc/modprobe.d/x.conf"), 3)));
    return new Resolution.Denied(List.of(match));
  }

  @Test
  void notice_hostileText_isOneHarmlessLine() {
    String hostile = "\033]0;x\007\033[2J\r\n<0>forged: \u009b31m \u202e \u2066 \0\177 \\x1b";
    LogJournal journal = journal(true, Level.DEBUG);
    journal.notice(Level.INFO, "device " + hostile);
    Subject subject = new Subject(1, "add", "/devices/" + hostile, "", hostile, "usb:" + hostile);
    journal.handled(new Handled(subject, Handled.Deeds.loads(List.of(PLAN), List.of(new LoadOutcome.Loaded(M, 1))), new Times(0, 0, 0)));
    ProgramRun run =
        new ProgramRun(
            new RunCommand(RunCommand.Type.PROGRAM, "/bin/echo " + hostile, new SourceLine(Path.of("/r"), 1), Optional.empty()), "/bin/echo",
            new End.Exited(1, hostile, hostile), 1);
    journal.notice(Level.WARNING, run.text());
    String[] lines = written().split("\n");
    assertEquals(3, lines.length, written());
    for (String line : lines) {
      assertEquals(-1, line.chars().filter(c -> c < ' ' || c >= 0x7f).findFirst().orElse(-1), line);
    }
    assertEquals(
        "<6>device \\x1b]0;x\\x07\\x1b[2J\\x0d\\x0a<0>forged: \\x9b31m \\x202e \\x2066 \\x00\\x7f \\x5cx1b", lines[0]);
  }

  @Test
  void handled_loaded_isOneInfoLine() {
    journal(true, Level.INFO).handled(handled(PLAN, new LoadOutcome.AlreadyLive(new ModuleName("snd")), new LoadOutcome.Loaded(M, 1_500_000)));
    assertEquals("<6>add /devices/a pci:v1: loaded snd_hda in 1.5 ms\n", written());
  }

  @Test
  void handled_withoutPriorities_beginsWithTheName() {
    journal(false, Level.INFO).handled(handled(PLAN, new LoadOutcome.Loaded(M, 1_500_000)));
    assertEquals("hotprobe: add /devices/a pci:v1: loaded snd_hda in 1.5 ms\n", written());
  }

  @Test
  void handled_failed_isAWarningWhateverElseLoaded() {
    LoadOutcome.NoFile failed = new LoadOutcome.NoFile(M);
    journal(true, Level.WARNING).handled(handled(PLAN, failed, new LoadOutcome.Loaded(M, 0)));
    journal(true, Level.WARNING).handled(handled(PLAN, new LoadOutcome.Loaded(M, 0), failed));
    assertEquals(
        "<4>add /devices/a pci:v1: " + failed.text() + "; loaded snd_hda in 0 us\n"
            + "<4>add /devices/a pci:v1: loaded snd_hda in 0 us; " + failed.text() + "\n",
        written());
  }

  @Test
  void handled_noDevice_isNoWarning() {
    journal(true, Level.WARNING).handled(handled(PLAN, new LoadOutcome.NoDevice(M)));
    assertEquals("", written());
    journal(true, Level.INFO).handled(handled(PLAN, new LoadOutcome.NoDevice(M)));
    assertEquals("<6>add /devices/a pci:v1: snd_hda found no device and did not stay\n", written());
  }

  @Test
  void handled_nothingNew_isDebug() {
    LogJournal info = journal(true, Level.INFO);
    info.handled(handled(PLAN, new LoadOutcome.AlreadyLive(M)));
    info.handled(handled(PLAN));
    assertEquals("", written());
    LogJournal debug = journal(true, Level.DEBUG);
    debug.handled(handled(PLAN, new LoadOutcome.AlreadyLive(M)));
    debug.handled(handled(PLAN));
    assertEquals("<7>add /devices/a pci:v1: all modules are live or builtin already\n<7>add /devices/a pci:v1: all modules are live or builtin already\n", written());
  }

  @Test
  void handled_denied_namesModuleFileAndLine() {
    journal(true, Level.INFO).handled(handled(denied()));
    assertEquals("<6>add /devices/a pci:v1: snd_hda is blacklisted by /etc/modprobe.d/x.conf:3\n", written());
  }

  @Test
  void handled_modaliasWithControlBytes_staysOneLine() {
    Handled evil =
        new Handled(new Subject(1, "add", "/devices/a\n<0>b", "", "pci", "x:\u001b[2J\n"), Handled.Deeds.loads(List.of(PLAN), List.of(new LoadOutcome.CommandFailed(M, "c", "a\nb"))), new Times(0, 0, 0));
    journal(true, Level.INFO).handled(evil);
    assertEquals("<4>add /devices/a\\x0a<0>b x:\\x1b[2J\\x0a: command 'c' of snd_hda failed: a\\x0ab\n", written());
  }

  private static Handled ruled(ProgramRun run) {
    return new Handled(new Subject(1, "add", "/devices/a", "", "pci", ""), new Handled.Deeds(List.of(), List.of(), Optional.empty(), List.of(run)), new Times(0, 0, 0));
  }

  @Test
  void handled_programFailed_saysAllItWroteOnOneLine() {
    RunCommand asked = new RunCommand(RunCommand.Type.PROGRAM, "/bin/p", new SourceLine(Path.of("/r"), 1), Optional.empty());
    journal(true, Level.INFO).handled(ruled(new ProgramRun(asked, "/bin/p", new End.Exited(2, "out\n", "bad\u001b\n\nworse\n"), 0)));
    assertEquals("<4>add /devices/a: '/bin/p' of /r:1 failed with exit status 2 after 0 us: bad\\x1b / worse / out\n", written());
  }

  @Test
  void handled_programNotToBeRun_wouldBeRun() {
    RunCommand asked = new RunCommand(RunCommand.Type.PROGRAM, "/bin/p", new SourceLine(Path.of("/r"), 1), Optional.empty());
    journal(true, Level.INFO).handled(ruled(new ProgramRun(asked, "/bin/p", new End.NotRun(), 0)));
    assertEquals("<6>add /devices/a: would run '/bin/p' of /r:1\n", written());
  }

  private static Handled ruled(List<String> links, Set<String> tags, Set<String> assigned) {
    Ruling ruling =
        new Ruling(
            Map.of(), Map.of(), assigned, tags, tags, links, 0, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty(),
            Map.of(), Optional.empty(), false, List.of(), List.of());
    Handled.Deeds deeds = new Handled.Deeds(List.of(), List.of(), Optional.of(ruling), List.of());
    return new Handled(new Subject(1, "add", "/devices/a", "", "pci", ""), deeds, new Times(0, 0, 0));
  }

  @Test
  void handled_rulesGaveItSomething_isCountedAndNothingIsNotTold() {
    LogJournal debug = journal(true, Level.DEBUG);
    debug.handled(ruled(List.of(), Set.of(), Set.of()));
    assertEquals("", written());
    debug.handled(ruled(List.of("a", "b"), Set.of("seat"), Set.of("A", "B", "C")));
    assertEquals("<7>add /devices/a: rules gave it 2 links, 1 tag, 3 properties\n", written());
  }

  @Test
  void notice_levels_areSyslogPriorities() {
    LogJournal journal = journal(true, Level.ALL);
    for (Level level : List.of(Level.ERROR, Level.WARNING, Level.INFO, Level.DEBUG, Level.TRACE)) {
      journal.notice(level, level.getName());
    }
    assertEquals("<3>ERROR\n<4>WARNING\n<6>INFO\n<7>DEBUG\n<7>TRACE\n", written());
  }

  @Test
  void notice_lessSevereThanLeast_isNotWritten() {
    LogJournal journal = journal(false, Level.WARNING);
    journal.notice(Level.INFO, "a");
    journal.notice(Level.WARNING, "b");
    journal.notice(Level.ERROR, "c\nd");
    assertEquals("hotprobe: b\nhotprobe: c\\x0ad\n", written());
  }

  @Test
  void unmatched_device_isADebugLine() {
    Uevent uevent = uevent("MODALIAS=usb:\u0007");
    journal(true, Level.INFO).unmatched(uevent);
    assertEquals("", written());
    journal(true, Level.DEBUG).unmatched(uevent);
    assertEquals("<7>add /devices/a usb:\\x07: no module claims it\n", written());
  }

  private static Uevent uevent(String modalias) {
    byte[] message =
        ("add@/devices/a\0ACTION=add\0DEVPATH=/devices/a\0SUBSYSTEM=usb\0" + modalias + "\0SEQNUM=1\0").getBytes(StandardCharsets.ISO_8859_1);
    return assertInstanceOf(Uevent.class, UeventParser.parse(message, 0, message.length, new Uevent()));
  }
}
