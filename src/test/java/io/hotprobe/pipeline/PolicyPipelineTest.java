package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.nodes.Bystander;
import io.hotprobe.policy.PolicyBook;
import io.hotprobe.policy.PolicyFiles;
import io.hotprobe.policy.SysfsPresence;
import io.hotprobe.resolve.Decision;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.simulate.SmallWorld;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of devices under a policy, on the whole way of an event. */
@Timeout(60)
class PolicyPipelineTest {

  private static final long SOON = 15_000;

  @TempDir Path root;

  private SmallWorld world;
  private FakeSysfs sysfs;
  private final ScriptedUevents source = new ScriptedUevents();
  private final KeptJournal journal = new KeptJournal();
  private final List<Diagnostic> wrong = new ArrayList<>();
  private Path file;
  private SimulatedModules kernel;
  private PolicyBook book;
  private Pipeline pipeline;
  private boolean everyEvent;

  @BeforeEach
  void setUp() throws IOException {
    sysfs = new FakeSysfs(root.resolve("sys"));
    Files.createDirectories(sysfs.root);
    world = new SmallWorld(root.resolve("world")).module("one").module("two").module("three");
    world.alias("p:1*", "one").alias("p:1*", "two").alias("p:3*", "three").write();
    file = Files.createDirectories(root.resolve("policy.d")).resolve("t.policy");
  }

  private void start(String... policy) throws IOException {
    start(Script.empty(), policy);
  }

  private void start(Script script, String... policy) throws IOException {
    Files.writeString(file, String.join("\n", policy) + "\n");
    kernel = new SimulatedModules(ModuleTree.open(world.moduleDirectory(), told -> {}), script);
    Resolver resolver = world.resolver();
    book = PolicyBook.open(new PolicyFiles(List.of(file.getParent())), wrong::add);
    resolver.obey(book, new SysfsPresence(new Sysfs(sysfs.root), kernel));
    assertEquals(List.of(), wrong);
    Rules rules = ShippedRules.over(sysfs.root);
    rules = new Rules(rules.book(), rules.surroundings(), new Bystander(everyEvent), rules.limit());
    pipeline = new Pipeline(
        new Pipeline.Ports(source, sysfs.root, kernel, new SimulatedCommands(Script.empty())), resolver, rules, journal);
    pipeline.start();
  }

  @AfterEach
  void tearDown() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private void pass() throws InterruptedException {
    long before = pipeline.counters().coldplugged();
    pipeline.coldplug();
    long end = System.nanoTime() + SOON * 1_000_000;
    while (pipeline.counters().coldplugged() == before || !pipeline.isQuiet()) {
      assertTrue(System.nanoTime() < end, "never over: " + pipeline.counters());
      Thread.sleep(1);
    }
    assertTrue(pipeline.settle(SOON));
  }

  private void plug(String devpath, String modalias) throws InterruptedException {
    long before = pipeline.counters().handled();
    source.send(Messages.add(devpath, modalias));
    long end = System.nanoTime() + SOON * 1_000_000;
    while (pipeline.counters().handled() == before) {
      assertTrue(System.nanoTime() < end, "never over: " + pipeline.counters());
      Thread.sleep(1);
    }
    assertTrue(pipeline.settle(SOON));
  }

  private List<String> decisions() {
    return journal.handled().stream()
        .flatMap(handled -> handled.deeds().resolutions().stream())
        .flatMap(resolution -> resolution.decisions().stream())
        .map(Decision::text)
        .map(text -> text.replace(file.toString(), "t.policy"))
        .toList();
  }

  @Test
  void add_deniedDevice_nothingIsLoadedAndTheLineIsTold() throws Exception {
    start("deny bus test");
    plug("/devices/a", "p:1");
    assertEquals(List.of(), kernel.loads());
    assertEquals(List.of("one is denied by t.policy:1 (deny bus test)", "two is denied by t.policy:1 (deny bus test)"), decisions());
    assertEquals(1, pipeline.counters().denied());
  }

  @Test
  void coldplug_thereAtBootAndInsertedLater_areTreatedApart() throws Exception {
    start("deny when inserted");
    sysfs.device("/devices/old", "MODALIAS=p:3");
    pass();
    assertEquals(List.of("three"), kernel.loads());
    pipeline.endBoot(Duration.ZERO);
    plug("/devices/new", "p:1");
    assertEquals(List.of("three"), kernel.loads());
    sysfs.device("/devices/lost", "MODALIAS=p:1");
    pass();
    assertEquals(List.of("three"), kernel.loads(), "what a later pass finds was not there at boot");
    source.send(Messages.of("remove", "/devices/old", "MODALIAS=p:3"));
    plug("/devices/old", "p:1");
    assertEquals(List.of("three"), kernel.loads(), "what comes to its place is another device");
  }

  @Test
  void restart_whatWasInsertedBefore_isNotThereAtBoot() throws Exception {
    start("deny when inserted");
    sysfs.device("/devices/old", "MODALIAS=p:3").device("/devices/stick", "MODALIAS=p:1");
    BootSet before = new BootSet();
    before.add(hash("/devices/old"), hash("p:3"));
    before.add(hash("/devices/stick"), hash("p:other"));
    pipeline.restoreBoot(before);
    pass();
    assertEquals(List.of("three"), kernel.loads());
    pass();
    source.send(Messages.of("remove", "/devices/old", "MODALIAS=p:3"));
    plug("/devices/old", "p:3");
    assertEquals(List.of("one is denied by t.policy:1 (deny when inserted)", "two is denied by t.policy:1 (deny when inserted)",
        "three is denied by t.policy:1 (deny when inserted)"), decisions());
  }

  private static long hash(String text) {
    byte[] bytes = Messages.raw(text);
    return io.hotprobe.uevent.Uevent.hash(bytes, 0, bytes.length);
  }

  @Test
  void plug_beforeBootIsOver_countsAsThereAtBoot() throws Exception {
    start("deny when inserted");
    plug("/devices/a", "p:3");
    assertEquals(List.of("three"), kernel.loads());
  }

  @Test
  void pass_deniedDevice_isSaidOnceForOnePolicy() throws Exception {
    start("deny bus test");
    sysfs.device("/devices/a", "MODALIAS=p:3");
    pass();
    pass();
    pass();
    assertEquals(1, decisions().size());
  }

  @Test
  void refresh_deniedBefore_getsItsTurnUnderAnotherPolicy() throws Exception {
    start("deny bus test", "deny module nothing");
    sysfs.device("/devices/a", "MODALIAS=p:1");
    pass();
    Files.writeString(file, "deny module two\n");
    assertEquals(PolicyBook.Freshness.REPLACED, book.refresh());
    pass();
    assertEquals(List.of("one"), kernel.loads(), "what was denied");
    Files.writeString(file, "default allow\n");
    assertEquals(PolicyBook.Freshness.REPLACED, book.refresh());
    pass();
    assertEquals(List.of("one", "two"), kernel.loads(), "what was denied in part");
    pass();
    assertEquals(List.of("one", "two"), kernel.loads());
  }

  @Test
  void refresh_whileADeviceIsBeingDenied_itGetsItsTurnUnderTheNewPolicy() throws Exception {
    sysfs.device("/devices/a", "MODALIAS=p:3");
    List<String> slow = new ArrayList<>();
    for (int i = 0; i < 16_000; i++) {
      slow.add("deny attribute a" + i + "=x");
    }
    slow.add("deny bus test");
    start(slow.toArray(String[]::new));
    source.send(Messages.add("/devices/a", "p:3"));
    while (pipeline.counters().received() == 0) {
      Thread.sleep(1);
    }
    Thread.sleep(30);
    Files.writeString(file, "default allow\n");
    book.refresh();
    assertTrue(pipeline.settle(SOON));
    pass();
    assertEquals(List.of("three"), kernel.loads());
  }

  @Test
  void prefer_firstIsUsable_theOtherIsNotTried() throws Exception {
    start("prefer two over one");
    plug("/devices/a", "p:1");
    assertEquals(List.of("two"), kernel.loads());
    assertEquals(List.of(true, false), outcomes().stream().map(LoadOutcome::usable).toList());
  }

  @Test
  void prefer_firstFails_theOtherServes() throws Exception {
    start(world.script("fail two ENOEXEC"), "prefer two over one");
    plug("/devices/a", "p:1");
    assertTrue(kernel.loads().contains("one"), outcomes().toString());
    assertTrue(outcomes().stream().anyMatch(outcome -> outcome.module().value().equals("one") && outcome.usable()), outcomes().toString());
  }

  private List<LoadOutcome> outcomes() {
    List<Handled> handled = journal.handled();
    return handled.get(handled.size() - 1).deeds().outcomes();
  }

  @Test
  void presence_otherDevice_isAskedOnAWorker() throws Exception {
    sysfs.device("/devices/guard", "MODALIAS=q:guard");
    start("deny module three unless present alias q:guard", "deny module one|two if present alias q:guard");
    sysfs.device("/devices/a", "MODALIAS=p:3");
    sysfs.device("/devices/b", "MODALIAS=p:1");
    pass();
    assertEquals(List.of("three"), kernel.loads());
    assertEquals(2, decisions().size());
    pass();
    assertEquals(2, decisions().size(), "said once");
    Files.writeString(file, "deny module three\n");
    book.refresh();
    pass();
    assertEquals(List.of("three", "one", "two"), kernel.loads(), "another policy, another turn");
  }

  @Test
  void everyEventOnAWorker_deniedBefore_getsItsTurnUnderAnotherPolicy() throws Exception {
    everyEvent = true;
    start("deny module two");
    sysfs.device("/devices/a", "MODALIAS=p:1");
    pass();
    pass();
    assertEquals(List.of("one"), kernel.loads());
    assertEquals(1, decisions().size(), "said once");
    Files.writeString(file, "default allow\n");
    book.refresh();
    pass();
    assertEquals(List.of("one", "two"), kernel.loads());
  }

  @Test
  void warnOnly_loadsAndTells() throws Exception {
    start("mode warn", "default deny");
    plug("/devices/a", "p:3");
    assertEquals(List.of("three"), kernel.loads());
    assertEquals(List.of("three would be denied by t.policy:2 (default deny)"), decisions());
  }

  @Test
  void remove_andAgain_isSaidAgain() throws Exception {
    start("deny bus test");
    plug("/devices/a", "p:3");
    source.send(Messages.of("remove", "/devices/a", "MODALIAS=p:3"));
    plug("/devices/a", "p:3");
    assertEquals(2, decisions().size());
  }
}
