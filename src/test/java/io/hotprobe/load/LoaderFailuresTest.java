package io.hotprobe.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.simulate.ForwardedModules;
import io.hotprobe.simulate.GatedModules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a loader remembers of loads that failed, by a clock that the test moves; and how wide a plan spreads. */
@Timeout(30)
class LoaderFailuresTest {

  @TempDir Path root;

  private SmallWorld world;
  private final AtomicLong now = new AtomicLong();
  private final GatedModules kernel = new GatedModules();
  private final Commands commands = new SimulatedCommands(Script.empty());
  private final ExecutorService executor = Executors.newFixedThreadPool(16);
  private final Loader loader = new Loader(kernel, commands, executor, now::get);

  @BeforeEach
  void setUp() {
    world = new SmallWorld(root).module("side").module("base").module("top", "base");
  }

  @AfterEach
  void tearDown() throws InterruptedException {
    executor.shutdownNow();
    assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
  }

  private LoadOutcome load(String name) throws Exception {
    List<LoadOutcome> outcomes = loader.load(world.write().plan(name)).get(10, TimeUnit.SECONDS);
    return outcomes.get(outcomes.size() - 1);
  }

  private LoadOutcome again(LoadPlan plan) throws Exception {
    List<LoadOutcome> outcomes = loader.load(plan).get(10, TimeUnit.SECONDS);
    return outcomes.get(outcomes.size() - 1);
  }

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private LoadPlan plan(String name) throws IOException {
    return world.write().plan(name);
  }

  @Test
  void load_terminalFailureWithinAMoment_kernelIsNotAskedAgain() throws Exception {
    kernel.fails("side", Errno.ENOEXEC, 99);
    LoadPlan plan = plan("side");
    LoadOutcome first = again(plan);
    assertInstanceOf(LoadOutcome.Failed.class, first);
    for (int i = 0; i < 1_535; i++) {
      assertEquals(new LoadOutcome.AsBefore(new ModuleName("side"), first), again(plan));
    }
    assertEquals(List.of("side"), kernel.begun());
    assertEquals(1, loader.counters().tried());
    assertEquals(1_535, loader.counters().spared());
    pass(FailedLoads.REST_MILLIS);
    assertInstanceOf(LoadOutcome.Failed.class, again(plan), "it is told again");
    assertEquals(2, kernel.begun().size());
  }

  @Test
  void load_noDeviceWithinAMoment_kernelIsNotAskedAgainAndItIsNoFailure() throws Exception {
    kernel.ending("side", attempt -> new LoadOutcome.NoDevice(new ModuleName("side")));
    LoadPlan plan = plan("side");
    again(plan);
    for (int i = 0; i < 1_535; i++) {
      assertTrue(!again(plan).isFailure());
    }
    assertEquals(List.of("side"), kernel.begun());
    assertEquals(0, loader.counters().failed());
  }

  @Test
  void load_everyRefusal_isToldOnceAndAskedOnceAMinute() throws Exception {
    for (Errno errno : Errno.values()) {
      if (Errno.classOf(errno.number()) != Errno.Class.REFUSED) {
        continue;
      }
      loader.forgetFailures();
      kernel.fails("side", errno, Integer.MAX_VALUE);
      LoadPlan plan = plan("side");
      int before = kernel.begun().size();
      assertInstanceOf(LoadOutcome.Failed.class, again(plan), errno.name());
      for (int minute = 1; minute <= 10; minute++) {
        pass(FailedLoads.REFUSED_MILLIS - 1);
        assertInstanceOf(LoadOutcome.AsBefore.class, again(plan));
        assertEquals(before + minute, kernel.begun().size(), errno.name());
        pass(1);
        assertInstanceOf(LoadOutcome.AsBefore.class, again(plan), "asked again, and it is as told before");
        assertEquals(before + minute + 1, kernel.begun().size(), errno.name());
      }
    }
    assertEquals(0, loader.counters().retried(), "a refusal is not retried");
  }

  @Test
  void load_refusedForAnotherReason_isTold() throws Exception {
    kernel.fails("side", Errno.ENOKEY, 99);
    LoadPlan plan = plan("side");
    again(plan);
    kernel.fails("side", Errno.EKEYREJECTED, 99);
    pass(FailedLoads.REFUSED_MILLIS);
    LoadOutcome.Failed failed = assertInstanceOf(LoadOutcome.Failed.class, again(plan));
    assertEquals(Errno.EKEYREJECTED.number(), failed.errno());
  }

  @Test
  void load_refusedFileSignedMeanwhile_isLoadedAtOnce() throws Exception {
    kernel.fails("side", Errno.EKEYREJECTED, 1);
    LoadPlan plan = plan("side");
    again(plan);
    assertInstanceOf(LoadOutcome.AsBefore.class, again(plan));
    Path file = world.moduleDirectory().resolve("kernel/side.ko");
    Files.write(file, new byte[] {1, 2, 3});
    assertInstanceOf(LoadOutcome.Loaded.class, again(plan));
  }

  @Test
  void load_missingFileThatAppears_isLoadedAtOnce() throws Exception {
    Path file = world.moduleDirectory().resolve("kernel/side.ko");
    kernel.ending("side", attempt ->
        Files.exists(file) ? null : new LoadOutcome.Failed(new ModuleName("side"), "open", Errno.ENOENT.number(), file.toString()));
    LoadPlan plan = plan("side");
    Files.delete(file);
    assertInstanceOf(LoadOutcome.Failed.class, again(plan));
    assertInstanceOf(LoadOutcome.AsBefore.class, again(plan));
    Files.write(file, new byte[] {1});
    assertInstanceOf(LoadOutcome.Loaded.class, again(plan));
  }

  @Test
  void load_otherOptions_areTriedAtOnce() throws Exception {
    kernel.fails("side", Errno.EINVAL, 99);
    load("side");
    world.conf("a.conf", "options side debug=1");
    assertInstanceOf(LoadOutcome.Failed.class, load("side"));
    assertEquals(List.of("side", "side debug=1"), kernel.begun());
  }

  @Test
  void load_tablesChanged_failuresAreForgotten() throws Exception {
    kernel.fails("side", Errno.EKEYREJECTED, 99);
    LoadPlan plan = plan("side");
    again(plan);
    loader.forgetFailures();
    assertInstanceOf(LoadOutcome.Failed.class, again(plan), "told again, too");
    assertEquals(2, kernel.begun().size());
  }

  @Test
  void load_liveMeanwhile_isAlreadyLive() throws Exception {
    kernel.fails("side", Errno.EKEYREJECTED, 99);
    LoadPlan plan = plan("side");
    again(plan);
    kernel.setLive("side");
    assertInstanceOf(LoadOutcome.AlreadyLive.class, again(plan));
  }

  @Test
  void load_passingFailure_isNotRemembered() throws Exception {
    kernel.fails("side", Errno.ENOMEM, 1 + Loader.RETRIES);
    LoadPlan plan = plan("side");
    assertInstanceOf(LoadOutcome.Failed.class, again(plan));
    assertEquals(Loader.RETRIES, loader.counters().retried());
    assertInstanceOf(LoadOutcome.Loaded.class, again(plan));
  }

  @Test
  void load_failedInstallCommand_runsOnceForManyDevices() throws Exception {
    world.conf("a.conf", "install side /bin/false");
    SimulatedCommands shell = new SimulatedCommands(world.script("exit 1 /bin/false"));
    Loader other = new Loader(kernel, shell, executor, now::get);
    LoadPlan plan = plan("side");
    for (int i = 0; i < 1_536; i++) {
      assertTrue(other.load(plan).get().get(0).isFailure());
    }
    assertEquals(List.of("/bin/false"), shell.commands());
  }

  @Test
  void load_dependencyRefusedForManyDevices_dependentsSayWhyEachTime() throws Exception {
    kernel.fails("base", Errno.EPERM, 99);
    LoadPlan plan = plan("top");
    for (int i = 0; i < 3; i++) {
      assertEquals(new LoadOutcome.DependencyFailed(new ModuleName("top"), new ModuleName("base")), again(plan));
    }
    assertEquals(List.of("base"), kernel.begun());
  }

  @Test
  void load_moreModulesFailThanAreRemembered_memoryStaysBounded() throws Exception {
    int many = FailedLoads.MOST + 50;
    StringBuilder softdep = new StringBuilder("side pre:");
    for (int i = 0; i < many; i++) {
      world.module("m" + i);
      softdep.append(" m").append(i);
      kernel.fails("m" + i, Errno.EKEYREJECTED, 99);
    }
    world.softdep(softdep.toString());
    FailedLoads failed = new FailedLoads(now::get);
    for (LoadPlan.Step step : plan("side").steps()) {
      failed.note(step, new LoadOutcome.Failed(step.module(), "finit_module", Errno.EKEYREJECTED.number(), "x"));
    }
    assertEquals(FailedLoads.MOST, failed.size());
  }

  /** Whatever the port throws, each step has an outcome. */
  @Test
  void load_stateThrows_everyStepIsBroken() throws Exception {
    Modules unwilling = new ForwardedModules(kernel) {
      @Override
      public State state(ModuleName module) {
        throw new IllegalStateException("no sysfs");
      }
    };
    List<LoadOutcome> outcomes = new Loader(unwilling, commands, executor).load(plan("top")).get(10, TimeUnit.SECONDS);
    assertEquals(2, outcomes.size());
    assertTrue(outcomes.stream().allMatch(outcome -> outcome instanceof LoadOutcome.Broken && outcome.text().contains("no sysfs")));
  }

  /** Sixteen dependencies of 100 ms each, and the one that needs them: 1.7 s in a row. */
  @Test
  void load_widePlan_takesAsLongAsItsLongestWay() throws Exception {
    String[] needs = new String[16];
    String[] script = new String[17];
    for (int i = 0; i < needs.length; i++) {
      needs[i] = "w" + i;
      script[i] = "delay w" + i + " 100";
      world.module(needs[i]);
    }
    script[16] = "delay wide 100";
    LoadPlan plan = world.module("wide", needs).write().plan("wide");
    Loader wide = new Loader(world.kernel(script), commands, executor);
    long start = System.nanoTime();
    List<LoadOutcome> outcomes = wide.load(plan).get(10, TimeUnit.SECONDS);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(outcomes.stream().allMatch(LoadOutcome.Loaded.class::isInstance), outcomes.toString());
    System.out.println("a plan of 16 modules side by side and one after them, 100 ms each: " + millis + " ms, in a row 1700 ms");
    assertTrue(millis >= 200 && millis < 850, millis + " ms");
  }
}
