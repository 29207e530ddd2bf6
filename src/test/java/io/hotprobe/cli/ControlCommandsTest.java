package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.daemon.RunningDaemon;
import io.hotprobe.sysfs.TempSysfs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that speak to a daemon, against one. */
@Timeout(120)
class ControlCommandsTest {

  @TempDir Path root;

  private RunningDaemon running;

  private void start() throws Exception {
    running = new RunningDaemon(root, Optional.empty());
  }

  @AfterEach
  void tearDown() {
    if (running != null) {
      running.close();
    }
  }

  private Program run(String command, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command, "--root", root.toString()));
    arguments.addAll(List.of(options));
    return Program.run(arguments.toArray(String[]::new));
  }

  @Test
  void commands_noDaemon_sayHowToStartOne() {
    for (String command : List.of("status", "settle", "monitor", "reload", "pause", "resume", "stop")) {
      Program program = run(command);
      assertEquals(1, program.status());
      assertEquals("", program.out());
      assertEquals(
          "hotprobe " + command + ": no daemon listens at " + root.resolve("run/hotprobe/control")
              + (command.equals("stop")
                  ? ": name another one's socket with --control\n"
                  : ": start it with systemctl start hotprobe or hotprobe daemon, or name its socket with --control\n"),
          program.err());
    }
    assertTrue(run("trigger", "--settle").err().contains("no daemon listens at"));
  }

  @Test
  void status_plainAndJson_tellTheSame() throws Exception {
    start();
    Program text = run("status");
    assertTrue(text.out().startsWith("daemon     pid " + ProcessHandle.current().pid() + ", hotprobe "), text.out());
    assertTrue(text.out().contains("\nlost       0 events in 0 overruns"), text.out());
    Program json = Program.run("status", "--json", "--control", running.control.toString());
    assertTrue(json.out().startsWith("{\"pid\":" + ProcessHandle.current().pid() + ",") && json.out().endsWith("}\n"), json.out());
    assertEquals(0, text.status() + json.status());
  }

  @Test
  void status_longTimes_areReadable() {
    assertEquals("3.0 s", StatusCommand.seconds(3_000L));
    assertEquals("2 min 5 s", StatusCommand.seconds(125_000L));
    assertEquals("1 h 1 min", StatusCommand.seconds(3_661_000L));
    assertEquals("2 d 3 h", StatusCommand.seconds((51L * 3600 + 5) * 1000));
  }

  @Test
  void daemon_placeTaken_isRefusedWithThePid() throws Exception {
    start();
    Program second = run("daemon", "--control", running.control.toString());
    assertEquals(1, second.status());
    assertTrue(second.err().contains("hotprobe daemon: a daemon is running already, pid " + ProcessHandle.current().pid() + "; end it"), second.err());
    assertTrue(second.err().contains("with hotprobe stop --control " + running.control + ","), second.err());
  }

  @Test
  void daemon_groupThatIsNone_isRefusedWithTheRemedy() {
    Program program = run("daemon", "--dry-run", "--control-group", "no-such-group");
    assertEquals(1, program.status());
    assertTrue(program.err().contains("there is no group 'no-such-group'; make it with groupadd"), program.err());
  }

  @Test
  void pauseSettleResume_sayWhatCameOfIt() throws Exception {
    start();
    assertEquals(new Program(0, "", ""), run("settle", "--timeout", "20"));
    assertEquals(new Program(0, "paused\n", ""), run("pause"));
    assertEquals(new Program(0, "paused already\n", ""), run("pause"));
    running.send("add", "/d", "MODALIAS=p:1");
    RunningDaemon.await(() -> run("status").out().contains("1 events wait for hotprobe resume"), "it waits");
    assertEquals(
        new Program(1, "", "hotprobe settle: hotprobe is paused, nothing will be handled; go on with hotprobe resume\n"), run("settle", "-t", "5s"));
    assertEquals(new Program(0, "resumed, 1 event waited\n", ""), run("resume"));
    assertEquals(new Program(0, "not paused\n", ""), run("resume"));
    assertEquals(new Program(0, "rules: as they were\npolicy: as they were\nmodule tree and configuration: as they were\n", ""), run("reload"));
  }

  @Test
  void settle_notInTime_isOneAndNamesWhatHangs() throws Exception {
    start();
    running.kernel.hold("one");
    running.send("add", "/hangs", "MODALIAS=p:1");
    running.kernel.awaitBegun("one");
    Program late = run("settle", "--timeout=0");
    assertEquals(1, late.status());
    assertTrue(late.err().contains("1 events are under way, the longest: add /hangs"), late.err());
    Path file = Files.writeString(root.resolve("there"), "");
    assertEquals(0, run("settle", "-E", file.toString()).status());
    assertTrue(run("settle", "--exit-if-exists=/nonexistent/x", "-t", "2").err().contains("not all is handled"));
  }

  @Test
  void monitor_untilTheDaemonStops_showsLines() throws Exception {
    start();
    CompletableFuture<Program> monitor = CompletableFuture.supplyAsync(() -> run("monitor", "-p"));
    RunningDaemon.await(() -> statusOf("monitors") == 1, "it listens");
    running.send("add", "/d", "MODALIAS=p:1", "BAD=\u001b[2J");
    running.daemon.settle(20_000);
    running.daemon.stop();
    Program program = monitor.get(20, TimeUnit.SECONDS);
    assertEquals(1, program.status());
    assertTrue(program.err().contains("ended the connection"), program.err());
    assertTrue(program.out().matches("(?s)KERNEL  \\[[0-9.]+\\] add      /d \\(test\\)\nACTION=add\n.*BAD=\\\\x1b\\[2J\n.*\n\nHANDLED .*: loaded one in .*"), program.out());
  }

  private long statusOf(String name) {
    try (DaemonConnection daemon = DaemonConnection.open(running.control)) {
      Object control = daemon.ask(DaemonConnection.request("status"), DaemonConnection.PATIENCE).get("control");
      return Json.number(Json.object(control).get(name));
    } catch (java.io.IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private void sysfs() throws Exception {
    new TempSysfs(root.resolve("sys"))
        .device("/devices/a", "SUBSYSTEM=x\nDEVNAME=a0\n")
        .file("/devices/a/size", "100\n")
        .device("/devices/a/b", "DEVTYPE=disk\n")
        .device("/devices/c", "COLOR=red\n")
        .file("/devices/c/size", "7\n")
        .link("/devices/a/subsystem", "../../bus/x")
        .link("/devices/a/b/subsystem", "../../../class/y")
        .link("/devices/c/subsystem", "../../class/y")
        .onBus("x", "/devices/a")
        .inClass("y", "/devices/a/b")
        .inClass("y", "/devices/c")
        .file("/bus/x/uevent", "")
        .file("/module/m/uevent", "");
  }

  private String chosen(String... options) {
    Program program = run("trigger", options);
    assertEquals("", program.err());
    return program.out().replace(root.resolve("sys").toString(), "").replace("\n", " ").strip();
  }

  @Test
  void trigger_dryRun_namesWhatTheFiltersChoose() throws Exception {
    sysfs();
    assertEquals("/devices/a /devices/a/b /devices/c", chosen("-n"));
    assertEquals("/devices/a/b /devices/c", chosen("-n", "-s", "y"));
    assertEquals("/devices/a /devices/a/b /devices/c", chosen("-n", "-s", "y", "--subsystem-match=[xz]"));
    assertEquals("/devices/a", chosen("-n", "-S", "y"));
    assertEquals("/devices/a /devices/c", chosen("-n", "-a", "size"));
    assertEquals("/devices/c", chosen("-n", "--attr-match=size=?"));
    assertEquals("/devices/a /devices/a/b", chosen("-n", "-A", "size=7"));
    assertEquals("/devices/c", chosen("-n", "-p", "COL*=r?d"));
    assertEquals("/devices/a/b", chosen("-n", "-y", "b"));
    assertEquals("/devices/a /devices/a/b", chosen("-n", "-b", "/devices/a"));
    assertEquals("/devices/a /devices/a/b", chosen("-n", "--name-match=a0"));
    assertEquals("/devices/a/b", chosen("-n", "/sys/devices/a/b"));
    assertEquals("/devices/c /devices/a /devices/a/b", chosen("-n", "/devices/c", "/devices/a", "--prioritized-subsystem", "z").replaceFirst("^(.*) (/devices/c)$", "$2 $1"));
    assertEquals("/devices/a /devices/a/b /devices/c", chosen("-n", "--prioritized-subsystem=y,x"));
    assertEquals("/bus/x /module/m", chosen("-n", "-t", "subsystems"));
    assertEquals("/bus/x /devices/a /devices/a/b /devices/c /module/m", chosen("-n", "--type=all"));
    assertEquals("", chosen("-n", "--initialized-match"));
    assertEquals("/devices/a /devices/a/b /devices/c", chosen("-n", "--initialized-nomatch"));
    assertEquals("", chosen("-n", "-g", "seat"));
  }

  @Test
  void trigger_database_isAskedForTagsAndProperties() throws Exception {
    sysfs();
    new TempSysfs(root.resolve("run")).file("/hotprobe/data/+y:c", "I:5\nE:ID_X=1\nG:seat\nQ:seat\nV:1\n");
    assertEquals("/devices/c", chosen("-n", "-g", "se*"));
    assertEquals("/devices/c", chosen("-n", "-p", "ID_X=1"));
    assertEquals("/devices/c", chosen("-n", "--initialized-match"));
  }

  @Test
  void trigger_real_writesActionAndUuid() throws Exception {
    sysfs();
    Program program = trigger("--uuid", "-c", "add", "-s", "x");
    assertEquals(0, program.status());
    assertEquals("add " + program.out().strip(), Files.readString(root.resolve("sys/devices/a/uevent")));
    assertFalse(Files.readString(root.resolve("sys/devices/c/uevent")).startsWith("add"));
  }

  @Test
  void trigger_wrong_isTwoAndSaysWhy() {
    assertTrue(run("trigger", "-c", "bang").err().contains("--action takes one of add, remove, change"));
    assertEquals(2, run("trigger", "-p", "x").status());
    assertEquals(2, run("trigger", "-a", "../x").status());
    assertEquals(2, run("trigger", "-t", "x").status());
    assertEquals(1, run("trigger", "/devices/none").status());
    assertEquals("add\nremove\nchange\nmove\nonline\noffline\nbind\nunbind\n", run("trigger", "-c", "help").out());
    assertEquals(2, run("settle", "-t", "x").status());
    assertEquals(2, run("settle", "-t", "4000").status());
  }

  @Test
  void trigger_settle_waitsForThoseVeryEvents() throws Exception {
    sysfs();
    start();
    running.kernel.hold("one");
    CompletableFuture<Program> trigger = CompletableFuture.supplyAsync(() -> trigger("--settle", "-s", "y", "--timeout", "20"));
    RunningDaemon.await(() -> read("/devices/a/b").startsWith("change ") && read("/devices/c").startsWith("change "), "both are written to");
    String uuid = read("/devices/c").substring("change ".length());
    running.send("add", "/elsewhere", "MODALIAS=p:1");
    running.kernel.awaitBegun("one");
    running.send("change", "/devices/a/b", "SYNTH_UUID=" + uuid);
    TimeUnit.MILLISECONDS.sleep(200);
    assertFalse(trigger.isDone(), "one of two has come");
    running.send("change", "/devices/c", "SYNTH_UUID=" + uuid);
    assertEquals(new Program(0, "", ""), trigger.get(20, TimeUnit.SECONDS));
  }

  @Test
  void trigger_settleOfWhatNeverComes_isOne() throws Exception {
    sysfs();
    start();
    Program program = trigger("--settle", "-s", "x", "--timeout", "20");
    assertEquals(new Program(1, "", "hotprobe trigger: the uevent was left out by the daemon, or lost; see hotprobe status\n"), program);
  }

  @Test
  void trigger_copyOfSysfs_isRefusedAndLeftAsItIs() throws Exception {
    sysfs();
    String before = read("/devices/a");
    Program program = run("trigger", "-s", "x");
    assertEquals(1, program.status());
    assertEquals(
        "hotprobe trigger: " + root.resolve("sys") + " is not sysfs, so no kernel hears what is written there; -n only names the devices\n",
        program.err());
    assertEquals(before, read("/devices/a"));
  }

  /** As if the copy of sysfs were a kernel's. */
  private Program trigger(String... options) {
    List<String> arguments = new ArrayList<>(List.of("--root", root.toString()));
    arguments.addAll(List.of(options));
    return Program.of(new TriggerCommand(directory -> true), arguments.toArray(String[]::new));
  }

  private String read(String devpath) {
    try {
      return Files.readString(root.resolve("sys" + devpath + "/uevent"));
    } catch (java.io.IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
