package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.Programs;
import io.hotprobe.module.Programs.End;
import io.hotprobe.nodes.RecordKeeping;
import io.hotprobe.nodes.UdevDatabase;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.DirectEffects;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.ProgramRun;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that do more than load modules, through the whole pipeline; programs are kept, or answered by the test. */
class RuledEventTest {

  @TempDir Path root;

  private final ScriptedUevents source = new ScriptedUevents();
  private final KeptJournal journal = new KeptJournal();
  private final List<Programs.Invocation> ran = Collections.synchronizedList(new ArrayList<>());
  private volatile Function<Programs.Invocation, End> answer = invocation -> new End.Exited(0, "", "");
  private Duration limit = Duration.ofSeconds(60);
  private String[] script = {};
  private SimulatedModules kernel;
  private Pipeline pipeline;

  @BeforeEach
  void makeSysfs() throws IOException {
    Files.createDirectories(root.resolve("sys"));
  }

  @AfterEach
  void close() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private void start(String... rules) throws IOException {
    SmallWorld world = new SmallWorld(root).module("one").alias("p:one", "one").write();
    Path directory = Files.createDirectories(root.resolve("rules"));
    Files.write(directory.resolve("50-test.rules"), List.of(rules), StandardCharsets.ISO_8859_1);
    kernel = world.kernel(script);
    Sysfs sysfs = new Sysfs(root.resolve("sys"));
    Host host = HostFacts.of(root, sysfs.root(), AccountFiles.read(root));
    RuleBook book = RuleBook.open(new RuleFiles(List.of(directory)), host, finding -> {
      throw new AssertionError(finding.toString());
    });
    UdevDatabase database = new UdevDatabase(root.resolve("run"), damage -> {
      throw new AssertionError(damage.toString());
    });
    Surroundings surroundings =
        new Surroundings(sysfs, host, database, new Builtins(Map.of(), notice -> {}), new DirectEffects(this::run));
    RecordKeeping records = new RecordKeeping(root.resolve("run"), database, () -> 7);
    pipeline =
        new Pipeline(
            new Pipeline.Ports(source, sysfs.root(), kernel, new SimulatedCommands(Script.empty())),
            world.resolver(),
            new Rules(book, surroundings, records, limit),
            journal);
    pipeline.start();
  }

  private End run(Programs.Invocation invocation) {
    ran.add(invocation);
    return answer.apply(invocation);
  }

  private boolean isLive(String module) {
    return kernel.state(new ModuleName(module)) == Modules.State.LIVE;
  }

  private List<String> commands() {
    return ran.stream().map(invocation -> String.join(" ", invocation.words())).toList();
  }

  private static byte[] message(String action, String devpath, String... properties) {
    StringBuilder text = new StringBuilder(action + "@" + devpath + "\0ACTION=" + action + "\0DEVPATH=" + devpath + "\0SUBSYSTEM=test\0");
    for (String property : properties) {
      text.append(property).append('\0');
    }
    return text.append("SEQNUM=5\0").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void run_ofAnInsertion_hasExactlyItsPropertiesAndRunsOnce() throws Exception {
    start("ACTION==\"add\", ENV{SERIAL}==\"4711\", ENV{MINE}=\"yes\", ENV{.private}=\"no\", RUN+=\"/bin/script %k\"");
    source.send(message("add", "/devices/a", "SERIAL=4711"));
    source.send(message("add", "/devices/b", "SERIAL=4712"));
    journal.awaitHandled(1);
    assertTrue(pipeline.settle(10_000));
    assertEquals(List.of("/bin/script a"), commands());
    Map<String, String> environment = ran.get(0).environment();
    assertEquals(
        Map.of("ACTION", "add", "DEVPATH", "/devices/a", "SUBSYSTEM", "test", "SERIAL", "4711", "SEQNUM", "5", "MINE", "yes",
            "USEC_INITIALIZED", "7", "UDEV_DATABASE_VERSION", "1"),
        environment);
    assertTrue(ran.get(0).limit().compareTo(Duration.ofSeconds(60)) <= 0);
  }

  @Test
  void run_listWithLoads_isInOrder() throws Exception {
    start("RUN+=\"/bin/first\"", "RUN{builtin}+=\"kmod load\"", "RUN+=\"/bin/last\"");
    List<Boolean> live = Collections.synchronizedList(new ArrayList<>());
    answer = invocation -> {
      live.add(isLive("one"));
      return new End.Exited(0, "", "");
    };
    source.send(message("add", "/devices/a", "MODALIAS=p:one"));
    journal.awaitHandled(1);
    assertEquals(List.of("/bin/first", "/bin/last"), commands());
    assertEquals(List.of(false, true), live);
  }

  @Test
  void remove_comingWhileTheAddRuns_waitsForItAndSeesWhatItSet() throws Exception {
    start(
        "ACTION==\"add\", ENV{MINE}=\"yes\", RUN+=\"/bin/added\"",
        "ACTION==\"remove\", ENV{MINE}==\"yes\", RUN+=\"/bin/removed\"");
    CountDownLatch adding = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    answer = invocation -> {
      adding.countDown();
      await(goOn);
      return new End.Exited(0, "", "");
    };
    source.send(message("add", "/devices/a"));
    adding.await();
    source.send(message("remove", "/devices/a"));
    source.send(message("add", "/devices/c"));
    assertEquals(0, journal.handled().size());
    goOn.countDown();
    journal.awaitHandled(3);
    assertEquals(3, ran.size());
    assertTrue(commands().indexOf("/bin/removed") > commands().indexOf("/bin/added"));
    assertFalse(Files.exists(root.resolve("run/data/+test:a")));
    assertTrue(Files.exists(root.resolve("run/data/+test:c")));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void run_programThatFails_isKeptWithItsOutputAndTheNextOneRuns() throws Exception {
    start("ACTION==\"add\", RUN+=\"/bin/bad\", RUN+=\"/bin/good\"");
    answer = invocation ->
        invocation.words().get(0).equals("/bin/bad") ? new End.Exited(3, "", "no such luck\n") : new End.Exited(0, "", "");
    source.send(message("add", "/devices/a"));
    journal.awaitHandled(1);
    Handled handled = journal.handled().get(0);
    List<ProgramRun> programs = handled.deeds().programs();
    assertEquals(List.of("/bin/bad", "/bin/good"), programs.stream().map(ProgramRun::command).toList());
    assertEquals(new End.Exited(3, "", "no such luck\n"), programs.get(0).end());
    assertEquals(root.resolve("rules/50-test.rules") + ":1", programs.get(0).at().toString());
  }

  @Test
  void change_ofADeviceThatNoRuleIsFor_hasNoTurn() throws Exception {
    start("ACTION==\"add\", RUN+=\"/bin/script\"");
    source.send(message("change", "/devices/a"));
    source.send(message("remove", "/devices/a"));
    source.send(message("add", "/devices/a"));
    journal.awaitHandled(1);
    assertTrue(pipeline.settle(10_000));
    assertEquals(1, journal.handled().size());
    assertEquals(1, pipeline.counters().planned());
  }

  @Test
  void importOfKmod_loadsWhileTheRulesAreEvaluated() throws Exception {
    start("ACTION==\"add\", IMPORT{builtin}=\"kmod load one\", RUN+=\"/bin/after\"");
    source.send(message("add", "/devices/a"));
    journal.awaitHandled(1);
    assertTrue(isLive("one"));
    assertEquals(1, journal.handled().get(0).deeds().outcomes().size());
    assertEquals(List.of("/bin/after"), commands());
  }

  @Test
  void import_ofWhatOnlyTheKernelKnows_doesNotMakeItAnotherDevice() throws Exception {
    start("ACTION==\"add\", ENV{MINE}=\"yes\", IMPORT{program}=\"/bin/says\"", "ACTION==\"remove\", ENV{MINE}==\"yes\", RUN+=\"/bin/removed\"");
    answer = invocation -> new End.Exited(0, "SUBSYSTEM=other\nDEVPATH=/devices/b\nMAJOR=8\nMINOR=0\nIFINDEX=3\n", "");
    source.send(message("add", "/devices/a"));
    source.send(message("remove", "/devices/a"));
    journal.awaitHandled(2);
    assertEquals(List.of("/bin/says", "/bin/removed"), commands());
    try (Stream<Path> left = Files.list(root.resolve("run/data"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void load_longerThanTheTimeOfItsEvent_isWaitedFor() throws Exception {
    limit = Duration.ofMillis(100);
    script = new String[] {"delay one 1000"};
    start("RUN{builtin}+=\"kmod load\"");
    source.send(message("add", "/devices/a", "MODALIAS=p:one"));
    journal.awaitHandled(1);
    assertTrue(isLive("one"), "the time limit is for programs, and ended a load");
    assertTrue(journal.handled().get(0).deeds().outcomes().get(0).usable());
  }
}
