package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.LogJournal;
import io.hotprobe.linux.ShellCommands;
import io.hotprobe.module.Commands;
import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.simulate.SimulatedCommands;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How other loaders fail at loads, each failure once, through the whole pipeline. */
@Timeout(60)
class PeerLoadFailuresTest {

  private static final String CPU =
      "cpu:type:x86,ven0002fam001Amod0002:feature:,0000,0001,0002,0003,0004,0005,0006,0007,0008,0009,000B,000C,000D,000E,000F,0010,0011,0013";

  private static final int CPUS = 1_536;

  @TempDir Path root;

  private LoadWorld world;

  @BeforeEach
  void setUp() {
    world = new LoadWorld(root);
    world.tree.module("one").alias("p:one*", "one").module("two").alias("p:two*", "two").module("base").module("top", "base").alias("p:top*", "top");
  }

  @AfterEach
  void tearDown() {
    world.kernel.releaseIfHeld("one");
    world.close();
  }

  private LoadOutcome last() {
    List<LoadOutcome> outcomes = world.journal.outcomes();
    return outcomes.get(outcomes.size() - 1);
  }

  private void touch(String module) throws Exception {
    Files.write(world.tree.moduleDirectory().resolve("kernel/" + module + ".ko"), new byte[] {1});
  }

  /** Another loader marks a module as loaded although its load failed, and dependents go on. */
  @Test
  void failedDependency_askedForAgain_isNotTakenForLoaded() throws Exception {
    world.kernel.fails("base", Errno.ENOEXEC, 1);
    world.start();
    world.add("/a", "p:top");
    world.journal.awaitHandled(1);
    assertEquals(List.of("base"), world.kernel.begun(), "top was not tried without base");
    touch("base");
    world.add("/b", "p:top");
    world.journal.awaitHandled(2);
    assertInstanceOf(LoadOutcome.Loaded.class, last());
    assertEquals(List.of("base", "base", "top"), world.kernel.begun());
  }

  /** Others never look again for an alias they have seen, or for three seconds. */
  @Test
  void newModuleInTheTree_deviceThatWasThereBefore_isServedWithoutAnEvent() throws Exception {
    world.sysfs.device("/late", "MODALIAS=p:late").device("/failed", "MODALIAS=p:one").device("/fine", "MODALIAS=p:two");
    world.kernel.fails("one", Errno.EKEYREJECTED, 1);
    world.start().pipeline.coldplug();
    assertTrue(world.pipeline.awaitColdplug(LoadWorld.SOON));
    assertEquals(List.of("/failed", "/fine"), world.journal.devpaths().stream().sorted().toList());
    world.tree.module("late").alias("p:late", "late").write();
    world.pipeline.lookAtTables();
    world.journal.awaitHandled(4);
    assertTrue(world.pipeline.settle(LoadWorld.SOON));
    assertEquals(List.of("/failed", "/late"), world.journal.devpaths().subList(2, 4).stream().sorted().toList());
    assertEquals(List.of("late", "one", "one", "two"), world.kernel.begun().stream().sorted().toList());
  }

  /** A pass over sysfs for another reason does not try again what is terminal. */
  @Test
  void refusedModule_passAfterLoss_isNotTriedAgain() throws Exception {
    world.sysfs.device("/refused", "MODALIAS=p:one").device("/missed", "MODALIAS=p:two");
    world.kernel.fails("one", Errno.EKEYREJECTED, 99);
    world.start();
    world.add("/refused", "p:one");
    world.journal.awaitHandled(1);
    world.source.lose(1);
    world.journal.awaitHandled(2);
    assertTrue(world.pipeline.settle(LoadWorld.SOON));
    assertEquals(List.of("one", "two"), world.kernel.begun());
    assertEquals(List.of("/refused", "/missed"), world.journal.devpaths());
  }

  /** A dash on one side only, or inside brackets. */
  @Test
  void dashesAndUnderscores_inModaliasPatternAndBrackets_areKmods() throws Exception {
    world.tree.alias("scsi:t-0x00*", "one").alias("range:[0-9]-x*", "two").module("a-b").alias("dash_ed:*", "a-b");
    world.start();
    world.add("/1", "scsi:t-0x00");
    world.add("/2", "range:5-x");
    world.add("/3", "dash-ed:1");
    world.add("/4", "range:--x");
    assertTrue(world.pipeline.settle(LoadWorld.SOON));
    world.journal.awaitHandled(3);
    assertEquals(List.of("a_b", "one", "two"), world.kernel.begun().stream().sorted().toList());
    assertEquals(List.of("/4"), world.journal.unmatched());
  }

  /** A thread inside the kernel is never ended: neither by a limit nor by others that need it. */
  @Test
  void loadThatHangs_isLeftAloneAndHoldsUpItsSubtreeOnly() throws Exception {
    world.kernel.hold("one");
    world.start();
    world.add("/hung", "p:one");
    world.kernel.awaitBegun("one");
    world.add("/hung/below", "p:two");
    for (int i = 0; i < 100; i++) {
      world.add("/else/" + i, "p:top");
    }
    world.journal.awaitHandled(100);
    assertFalse(world.journal.devpaths().contains("/hung") || world.journal.devpaths().contains("/hung/below"));
    world.kernel.release("one");
    world.journal.awaitHandled(102);
    assertEquals(0, world.pipeline.counters().faults(), "the thread inside the load would have told of an interruption");
    assertEquals(1, world.kernel.begun().stream().filter("one"::equals).count());
  }

  /** Of who does node work for every event, too: as many devices as there are workers wait for one module. */
  @Test
  void loadThatHangs_ofAsManyRuledDevicesAsThereAreWorkers_leavesTheOthersAWorker() throws Exception {
    world.forEveryEvent = true;
    world.kernel.hold("one");
    world.start();
    for (int i = 0; i < 2 * Pipeline.WORKERS; i++) {
      world.add("/hung/h" + i, "p:one");
    }
    world.kernel.awaitBegun("one");
    for (int i = 0; i < 100; i++) {
      world.add("/else/" + i, "p:top");
    }
    world.journal.awaitHandled(100);
    assertTrue(world.journal.devpaths().stream().allMatch(devpath -> devpath.startsWith("/else/")), world.journal.devpaths().toString());
    world.kernel.release("one");
    world.journal.awaitHandled(100 + 2 * Pipeline.WORKERS);
    assertEquals(1, world.kernel.begun().stream().filter("one"::equals).count());
    assertEquals(0, world.pipeline.counters().faults());
  }

  @Test
  void blacklist_dependencyAndSoftdep_areLoadedAllTheSameAndTheAliasIsNot() throws Exception {
    world.tree.softdep("two pre: one").conf("a.conf", "blacklist base", "blacklist one");
    world.start();
    world.add("/dep", "p:top");
    world.add("/soft", "p:two");
    world.add("/own", "p:one");
    world.journal.awaitHandled(3);
    assertEquals(List.of("base", "one", "top", "two"), world.kernel.begun().stream().sorted().toList());
    assertEquals(1, world.pipeline.counters().denied());
  }

  /** As kmod has it, surprising or not: the command goes, the softdep stays. A module reached as a softdep keeps its own command. */
  @Test
  void install_ofAModuleWithSoftdep_givesWayAsUnderKmod() throws Exception {
    SimulatedCommands shell = new SimulatedCommands(world.tree.script());
    world.commands = shell;
    world.tree.softdep("one pre: two").conf("a.conf", "install one /bin/false", "install two /bin/true");
    world.start();
    world.add("/d", "p:one");
    world.journal.awaitHandled(1);
    assertEquals(List.of("one"), world.kernel.begun());
    assertEquals(List.of("/bin/true"), shell.commands());
  }

  @Test
  void install_commandThatIsNotThere_failsWith127AndTheRemedy() throws Exception {
    world.commands = new ShellCommands();
    world.tree.conf("a.conf", "install one /no/such/command");
    world.start();
    world.add("/d", "p:one");
    world.add("/other", "p:two");
    world.journal.awaitHandled(2);
    String told = world.journal.outcomes().stream().filter(LoadOutcome.CommandFailed.class::isInstance).findFirst().orElseThrow().text();
    assertTrue(told.contains("a.conf:1: exit status 127") && told.contains("there is no such command here"), told);
    assertEquals(List.of("two"), world.kernel.begun(), "and one was not loaded in its place");
  }

  @Test
  void install_noShell_failsWithTheCallTheErrnoAndTheRemedy() throws Exception {
    world.commands = (command, environment, limit) -> new Commands.End.NotStarted("posix_spawn", Errno.ENOENT.number());
    world.tree.conf("a.conf", "install one /sbin/modprobe --ignore-install one");
    world.start();
    world.add("/d", "p:one");
    world.journal.awaitHandled(1);
    String told = last().text();
    assertTrue(told.contains("posix_spawn /bin/sh: ENOENT (No such file or directory, errno 2)") && told.contains("no shell"), told);
  }

  /** What a mount does: another directory of the same name, and nothing tells of it. */
  @Test
  void configMountedLater_isReadAndDeniedDevicesAreServed() throws Exception {
    world.tree.conf("a.conf", "blacklist one");
    world.sysfs.device("/d", "MODALIAS=p:one");
    world.start().pipeline.coldplug();
    assertTrue(world.pipeline.awaitColdplug(LoadWorld.SOON));
    assertEquals(List.of(), world.kernel.begun());
    Path mounted = Files.createDirectories(root.resolve("mounted"));
    Files.writeString(mounted.resolve("b.conf"), "options one from=mount\n");
    Files.move(world.tree.configDirectory(), root.resolve("below"));
    Files.move(mounted, world.tree.configDirectory(), StandardCopyOption.ATOMIC_MOVE);
    world.pipeline.lookAtTables();
    LoadWorld.await(() -> world.kernel.begun().contains("one from=mount"), "the options of the mounted file");
  }

  @Test
  void kernelUpgraded_filesGone_eachModuleIsToldAndServedWhenTheyAreBack() throws Exception {
    Path file = world.tree.moduleDirectory().resolve("kernel/one.ko");
    world.kernel.ending("one", attempt ->
        Files.exists(file) ? null : new LoadOutcome.Failed(new ModuleName("one"), "open", Errno.ENOENT.number(), file.toString()));
    world.start();
    world.sysfs.device("/d", "MODALIAS=p:one");
    Files.move(world.tree.moduleDirectory(), root.resolve("away"));
    world.pipeline.lookAtTables();
    world.add("/d", "p:one");
    world.journal.awaitHandled(1);
    assertTrue(last().text().endsWith("open " + file + ": ENOENT (No such file or directory, errno 2); reinstall this kernel's modules and run depmod"));
    LoadWorld.await(() -> !world.tree.diagnostics.isEmpty(), "what is told of the tree");
    assertTrue(world.tree.diagnostics.get(0).toString().contains("no such module directory"), world.tree.diagnostics.toString());
    world.tree.module("more").write();
    world.pipeline.lookAtTables();
    LoadWorld.await(() -> world.journal.handled().size() == 2, "another turn of the device");
    assertInstanceOf(LoadOutcome.Loaded.class, last());
  }

  @Test
  void signatureRejected_forManyDevices_isOneLoadAndOneLine() throws Exception {
    for (Errno errno : List.of(Errno.EKEYREJECTED, Errno.EBADMSG, Errno.ENOKEY, Errno.EPERM)) {
      try (LoadWorld own = new LoadWorld(root.resolve(errno.name()))) {
        List<String> lines = new CopyOnWriteArrayList<>();
        own.tree.module("one").alias("cpu:*", "one");
        own.kernel.fails("one", errno, Integer.MAX_VALUE);
        own.start(new LogJournal(lines::add, false, Level.INFO));
        own.addMany(CPUS, CPU);
        LoadWorld.await(() -> own.pipeline.counters().handled() == CPUS, "all handled");
        own.addMany(CPUS, CPU);
        LoadWorld.await(() -> own.pipeline.counters().handled() == 2 * CPUS, "all handled again");
        assertEquals(List.of("one"), own.kernel.begun(), errno.name());
        assertEquals(1, lines.stream().filter(line -> line.contains(errno.name())).count(), lines.size() + " lines");
      }
    }
  }

  @Test
  void manyProcessorsOfOneAlias_areOneLoadOfEachModuleAndOneResolution() throws Exception {
    world.tree.module("none").alias("cpu:type:x86*feature:*,0003*", "one").alias("cpu:type:x86*", "top").alias("cpu:type:x86,*", "none");
    world.kernel.ending("none", attempt -> new LoadOutcome.NoDevice(new ModuleName("none")));
    world.start();
    long start = System.nanoTime();
    world.addMany(CPUS, CPU);
    world.journal.awaitHandled(CPUS);
    System.out.println(CPUS + " processors of one alias: " + (System.nanoTime() - start) / 1_000_000 + " ms, " + world.pipeline.loads());
    assertEquals(List.of("base", "none", "one", "top"), world.kernel.begun().stream().sorted().toList());
    assertEquals(1, world.resolver.planned(), "plans made");
    assertEquals(0, world.pipeline.loads().failed());
  }
}
