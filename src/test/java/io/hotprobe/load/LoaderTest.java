package io.hotprobe.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.simulate.GatedModules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LoaderTest {

  @TempDir Path root;

  private SmallWorld world;
  private final GatedModules kernel = new GatedModules();
  private final Commands commands = new SimulatedCommands(Script.empty());
  private final ExecutorService executor = Executors.newFixedThreadPool(8);
  private final Loader loader = new Loader(kernel, commands, executor);

  @BeforeEach
  void setUp() {
    world =
        new SmallWorld(root)
            .module("base").module("mid", "base").module("top", "mid", "base")
            .module("side").module("other").module("wide", "side", "other")
            .module("cousin", "base");
  }

  @AfterEach
  void tearDown() throws InterruptedException {
    executor.shutdownNow();
    assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
  }

  private LoadPlan plan(String name) throws IOException {
    return world.write().plan(name);
  }

  private static List<LoadOutcome> ended(CompletableFuture<List<LoadOutcome>> load) throws Exception {
    return load.get(10, TimeUnit.SECONDS);
  }

  private static List<String> kinds(List<LoadOutcome> outcomes) {
    return outcomes.stream().map(outcome -> outcome.module() + " " + outcome.getClass().getSimpleName()).toList();
  }

  @Test
  void load_chain_deepestFirst() throws Exception {
    List<LoadOutcome> outcomes = ended(loader.load(plan("top")));
    assertEquals(List.of("base Loaded", "mid Loaded", "top Loaded"), kinds(outcomes));
    assertEquals(List.of("begin base", "end base", "begin mid", "end mid", "begin top", "end top"), kernel.events());
  }

  @Test
  void load_parameters_areHandedOver() throws Exception {
    world.conf("a.conf", "options base a=1 b=\"x y\"");
    ended(loader.load(plan("mid")));
    assertEquals(List.of("base a=1 b=\"x y\"", "mid"), kernel.begun());
  }

  @Test
  void load_twoPlansShareAModule_oneCallAndOneOutcome() throws Exception {
    kernel.hold("base");
    CompletableFuture<List<LoadOutcome>> first = loader.load(plan("mid"));
    kernel.awaitBegun("base");
    CompletableFuture<List<LoadOutcome>> second = loader.load(plan("cousin"));
    assertFalse(first.isDone() || second.isDone());
    kernel.release("base");
    assertEquals(ended(first).get(0), ended(second).get(0));
    assertEquals(1, kernel.begun().stream().filter("base"::equals).count());
    assertEquals(List.of("base Loaded", "cousin Loaded"), kinds(ended(second)));
  }

  @Test
  void load_manyCallersAtOnce_oneCall() throws Exception {
    kernel.hold("side");
    List<CompletableFuture<List<LoadOutcome>>> loads = new ArrayList<>();
    LoadPlan plan = plan("side");
    for (int i = 0; i < 200; i++) {
      loads.add(loader.load(plan));
    }
    kernel.awaitBegun("side");
    kernel.release("side");
    for (CompletableFuture<List<LoadOutcome>> load : loads) {
      assertTrue(ended(load).get(0).usable());
    }
    assertEquals(List.of("side"), kernel.begun());
  }

  @Test
  void load_sharedFailure_isSharedAndThenTriedAgain() throws Exception {
    kernel.hold("base");
    kernel.fails("base", Errno.ENOEXEC, 1);
    CompletableFuture<List<LoadOutcome>> first = loader.load(plan("mid"));
    kernel.awaitBegun("base");
    CompletableFuture<List<LoadOutcome>> second = loader.load(plan("cousin"));
    kernel.release("base");
    assertEquals(List.of("base Failed", "mid DependencyFailed"), kinds(ended(first)));
    assertEquals(List.of("base AsBefore", "cousin DependencyFailed"), kinds(ended(second)), "it is told once");
    assertEquals(List.of("base Loaded", "mid Loaded"), kinds(ended(loader.load(plan("mid")))), "its file was written anew");
  }

  @Test
  void load_independentDependencies_sideBySide() throws Exception {
    kernel.hold("side");
    kernel.hold("other");
    CompletableFuture<List<LoadOutcome>> load = loader.load(plan("wide"));
    kernel.awaitBegun("side");
    kernel.awaitBegun("other");
    kernel.release("other");
    kernel.release("side");
    assertEquals(List.of("other Loaded", "side Loaded", "wide Loaded"), kinds(ended(load)));
    assertTrue(kernel.isBefore("end side", "begin wide") && kernel.isBefore("end other", "begin wide"), kernel.events().toString());
  }

  @Test
  void load_otherPlans_goOnWhileOneIsHeld() throws Exception {
    kernel.hold("side");
    CompletableFuture<List<LoadOutcome>> held = loader.load(plan("side"));
    kernel.awaitBegun("side");
    assertEquals(List.of("base Loaded", "mid Loaded", "top Loaded"), kinds(ended(loader.load(plan("top")))));
    assertFalse(held.isDone());
    kernel.release("side");
    ended(held);
  }

  @Test
  void load_softdeps_waitInOrder() throws Exception {
    world.softdep("mid pre: side post: other");
    ended(loader.load(plan("mid")));
    assertTrue(kernel.isBefore("end side", "begin mid"), kernel.events().toString());
    assertTrue(kernel.isBefore("end mid", "begin other"), kernel.events().toString());
  }

  @Test
  void load_softdepFails_moduleIsLoadedAnyway() throws Exception {
    world.softdep("mid pre: side post: other");
    kernel.fails("side", Errno.ENOEXEC, 9);
    assertEquals(List.of("base Loaded", "side Failed", "mid Loaded", "other Loaded"), kinds(ended(loader.load(plan("mid")))));
    assertTrue(kernel.isBefore("end side", "begin mid"));
  }

  @Test
  void load_moduleFails_postSoftdepStillGetsItsTurn() throws Exception {
    world.softdep("side post: other");
    kernel.fails("side", Errno.EIO, 9);
    assertEquals(List.of("side Failed", "other Loaded"), kinds(ended(loader.load(plan("side")))));
  }

  @Test
  void load_dependencyFails_dependentsAreNotTriedAndSayWhy() throws Exception {
    kernel.fails("base", Errno.EKEYREJECTED, 9);
    List<LoadOutcome> outcomes = ended(loader.load(plan("top")));
    assertEquals(List.of("base Failed", "mid DependencyFailed", "top DependencyFailed"), kinds(outcomes));
    assertEquals(List.of("base"), kernel.begun());
    assertTrue(outcomes.get(1).text().contains("base"), outcomes.get(1).text());
  }

  @Test
  void load_oneOfTwoMatchesFails_theOtherIsLoaded() throws Exception {
    world.alias("p:*", "side").alias("p:*", "other");
    kernel.fails("side", Errno.EINVAL, 9);
    assertEquals(List.of("side Failed", "other Loaded"), kinds(ended(loader.load(plan("p:1")))));
  }

  @Test
  void load_dependencyFoundNoDevice_dependentIsNotTried() throws Exception {
    kernel.ending("base", attempt -> new LoadOutcome.NoDevice(new ModuleName("base")));
    assertEquals(List.of("base NoDevice", "mid DependencyFailed"), kinds(ended(loader.load(plan("mid")))));
    assertEquals(List.of("base"), kernel.begun(), "ENODEV is not tried again");
  }

  @Test
  void load_dependencyIsLiveByEexist_dependentIsLoaded() throws Exception {
    kernel.ending("base", attempt -> new LoadOutcome.AlreadyLive(new ModuleName("base")));
    assertEquals(List.of("base AlreadyLive", "mid Loaded"), kinds(ended(loader.load(plan("mid")))));
  }

  @Test
  void load_liveModule_isNotHandedToTheKernel() throws Exception {
    kernel.setLive("base");
    assertEquals(List.of("base AlreadyLive", "mid Loaded"), kinds(ended(loader.load(plan("mid")))));
    assertEquals(List.of("mid"), kernel.begun());
  }

  @Test
  void load_passingReason_isTriedAgain() throws Exception {
    kernel.fails("base", Errno.EAGAIN, 2);
    assertEquals(List.of("base Loaded", "mid Loaded"), kinds(ended(loader.load(plan("mid")))));
    assertEquals(List.of("base", "base", "base", "mid"), kernel.begun());
  }

  @Test
  void load_triedAgain_hooksRunOnce() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    Commands shell = (command, environment, limit) -> {
      ran.add(command);
      return new Commands.End.Exited(0, "");
    };
    world.conf("a.conf", "pre-install side before", "post-install side after");
    kernel.fails("side", Errno.EAGAIN, 2);
    assertEquals(List.of("side Loaded"), kinds(ended(new Loader(kernel, shell, executor).load(plan("side")))));
    assertEquals(List.of("side", "side", "side"), kernel.begun());
    assertEquals(List.of("before", "after"), ran);
  }

  @Test
  void load_passingReasonStays_givesUpAfterTheRetries() throws Exception {
    kernel.fails("side", Errno.ENOMEM, 99);
    assertEquals(List.of("side Failed"), kinds(ended(loader.load(plan("side")))));
    assertEquals(1 + Loader.RETRIES, kernel.begun().size());
  }

  @Test
  void load_terminalReasons_areTriedOnce() throws Exception {
    Errno[] terminal = {Errno.EPERM, Errno.ENOENT, Errno.ENOEXEC, Errno.EINVAL, Errno.ENOKEY, Errno.EKEYREJECTED};
    for (Errno errno : terminal) {
      kernel.fails("side", errno, 99);
      int before = kernel.begun().size();
      assertEquals(List.of("side Failed"), kinds(ended(loader.load(plan("side")))));
      assertEquals(before + 1, kernel.begun().size(), errno.name());
    }
  }

  @Test
  void load_callerDuringTheWaitForARetry_joins() throws Exception {
    kernel.hold("side");
    kernel.fails("side", Errno.EAGAIN, 1);
    CompletableFuture<List<LoadOutcome>> first = loader.load(plan("side"));
    kernel.awaitBegun("side");
    kernel.release("side");
    CompletableFuture<List<LoadOutcome>> second = loader.load(plan("side"));
    assertEquals(List.of("side Loaded"), kinds(ended(first)));
    assertTrue(ended(second).get(0).usable());
    assertEquals(List.of("side", "side"), kernel.begun());
  }

  @Test
  void load_missingAndBuiltin_touchNoPort() throws Exception {
    world.builtin("inside").conf("a.conf", "alias nothing off");
    assertEquals(List.of("inside Builtin"), kinds(ended(loader.load(plan("inside")))));
    List<LoadOutcome> outcomes = ended(loader.load(plan("nothing")));
    assertEquals(List.of("off NoFile"), kinds(outcomes));
    assertFalse(outcomes.get(0).usable());
    assertEquals(List.of(), kernel.events());
  }

  @Test
  void load_portThrows_isBrokenAndTheNextOneWorks() throws Exception {
    for (Throwable fault : new Throwable[] {new IllegalStateException("boom"), new StackOverflowError("deep")}) {
      kernel.ending("base", attempt -> {
        if (fault instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) fault;
      });
      List<LoadOutcome> outcomes = ended(loader.load(plan("mid")));
      assertEquals(List.of("base Broken", "mid DependencyFailed"), kinds(outcomes));
      assertTrue(outcomes.get(0).text().contains(fault.getMessage()), outcomes.get(0).text());
    }
    kernel.ending("base", attempt -> null);
    assertEquals(List.of("base Loaded", "mid Loaded"), kinds(ended(loader.load(plan("mid")))));
  }

  @Test
  void load_executorRefuses_isBrokenNotStuck() throws Exception {
    Loader refused = new Loader(kernel, commands, task -> {
      throw new RejectedExecutionException("full");
    });
    assertEquals(List.of("base Broken", "mid DependencyFailed"), kinds(ended(refused.load(plan("mid")))));
  }

  @Test
  void load_planOfManySteps_ends() throws Exception {
    StringBuilder softdep = new StringBuilder("side pre:");
    for (int i = 0; i < 3000; i++) {
      world.module("m" + i);
      softdep.append(" m").append(i);
    }
    world.softdep(softdep.toString());
    assertEquals(3001, ended(loader.load(plan("side"))).size());
    assertEquals(3001, kernel.begun().size());
    assertEquals("side", kernel.begun().get(3000));
  }

  @Test
  void load_longChain_endsWithoutDeepRecursion() throws Exception {
    String[] needs = {};
    for (int i = 0; i < 1500; i++) {
      world.module("c" + i, needs);
      String[] more = new String[needs.length + 1];
      System.arraycopy(needs, 0, more, 1, needs.length);
      more[0] = "c" + i;
      needs = more;
    }
    LoadPlan plan = plan("c1499");
    assertEquals(1500, ended(loader.load(plan)).size());
    Loader direct = new Loader(kernel, commands, Runnable::run);
    List<LoadOutcome> again = ended(direct.load(plan));
    assertTrue(again.stream().allMatch(outcome -> outcome instanceof LoadOutcome.AlreadyLive));
    assertInstanceOf(LoadOutcome.AlreadyLive.class, again.get(1499));
  }
}
