package io.hotprobe.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.Commands;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.RemovalPlan;
import io.hotprobe.resolve.RemovalRequest;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.simulate.ForwardedModules;
import io.hotprobe.simulate.GatedModules;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The six hooks around loads and removals, serial loading, and waiting for a module in use. */
class HooksOrderTest {

  @TempDir Path root;

  private SmallWorld world;
  private final List<String> did = new ArrayList<>();

  /** A shell whose commands that begin with "bad" fail. */
  private final Commands shell = (command, environment, limit) -> {
    did.add(command);
    return new Commands.End.Exited(command.startsWith("bad") ? 1 : 0, "");
  };

  @BeforeEach
  void setUp() throws IOException {
    world = new SmallWorld(root).module("base").module("top", "base").module("soft").write();
  }

  /** A kernel that writes down what it is told to load and unload, and does it. */
  private Modules noted(SimulatedModules kernel) {
    return new ForwardedModules(kernel) {
      @Override
      public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
        did.add("insmod " + file.name());
        return super.load(file, parameters, ignored);
      }

      @Override
      public UnloadOutcome unload(ModuleName module, Force force) {
        did.add("rmmod " + module);
        return super.unload(module, force);
      }
    };
  }

  private List<LoadOutcome> load(String name, String... script) throws IOException {
    LoadPlan plan = (LoadPlan) world.resolver().resolve(name, "a=1");
    return new SerialLoader(noted(world.kernel(script)), shell, Set.of()).load(plan, step -> did.add("told " + step.module()));
  }

  private List<UnloadOutcome> unload(String name, Duration patience, SimulatedModules kernel) throws IOException {
    Resolver resolver = world.resolver();
    RemovalRequest request = RemovalRequest.of(kernel.list()).in(RemovalRequest.Manner.IN_USE_TOO);
    RemovalPlan plan = (RemovalPlan) resolver.remove(resolver.matches(Modalias.of(name), new AliasHits()).get(0), request);
    return new Unloader(noted(kernel), shell, Modules.Force.NONE, patience).unload(plan, step -> {});
  }

  @Test
  void load_hooks_runAroundTheInsertion() throws IOException {
    world.conf("a.conf", "pre-install top before $CMDLINE_OPTS", "post-install top after", "post-install base base-after");
    load("top");
    assertEquals(
        List.of("told base", "insmod base", "base-after", "told top", "before a=1", "insmod top", "after"), did);
  }

  @Test
  void load_installCommand_runsBetweenTheOthers() throws IOException {
    world.conf("a.conf", "pre-install soft before", "install soft instead", "post-install soft after");
    assertInstanceOf(LoadOutcome.Commanded.class, load("soft").get(0));
    assertEquals(List.of("told soft", "before", "instead", "after"), did);
  }

  @Test
  void load_failedPreInstall_loadsNothing() throws IOException {
    world.conf("a.conf", "pre-install base bad", "post-install base after");
    List<LoadOutcome> outcomes = load("top");
    assertEquals(1, outcomes.size());
    assertInstanceOf(LoadOutcome.CommandFailed.class, outcomes.get(0));
    assertEquals(List.of("told base", "bad"), did);
  }

  @Test
  void load_failedPostInstall_isAFailureOfALiveModule() throws IOException {
    world.conf("a.conf", "post-install soft bad");
    assertInstanceOf(LoadOutcome.CommandFailed.class, load("soft").get(0));
    assertEquals(List.of("told soft", "insmod soft", "bad"), did);
  }

  @Test
  void load_liveModule_runsNoHook() throws IOException {
    world.conf("a.conf", "pre-install soft before");
    assertInstanceOf(LoadOutcome.AlreadyLive.class, load("soft", "live soft").get(0));
    assertEquals(List.of("told soft"), did);
  }

  @Test
  void load_failedDependency_endsThePlan() throws IOException {
    world.conf("a.conf", "softdep top post: soft");
    assertEquals(1, load("top", "fail base EINVAL").size());
    assertEquals(List.of("told base", "insmod base"), did);
  }

  @Test
  void load_failedSoftdep_doesNot() throws IOException {
    world.conf("a.conf", "softdep top pre: soft");
    List<LoadOutcome> outcomes = load("top", "fail soft EINVAL");
    assertInstanceOf(LoadOutcome.Loaded.class, outcomes.get(outcomes.size() - 1));
  }

  @Test
  void unload_hooks_runAroundEachModuleOfTheStack() throws IOException {
    world.conf("a.conf", "pre-remove top before", "post-remove top after", "pre-remove base base-before");
    unload("top", Duration.ZERO, world.kernel("live top"));
    assertEquals(List.of("before", "rmmod top", "after", "base-before", "rmmod base"), did);
  }

  @Test
  void unload_failedPreRemove_leavesTheModule() throws IOException {
    world.conf("a.conf", "pre-remove top bad");
    SimulatedModules kernel = world.kernel("live top");
    assertInstanceOf(UnloadOutcome.CommandFailed.class, unload("top", Duration.ZERO, kernel).get(0));
    assertEquals(List.of("bad"), did);
    assertEquals(Modules.State.LIVE, kernel.state(SmallWorld.name("top")));
  }

  @Test
  void unload_removeCommand_standsForTheRemoval() throws IOException {
    world.conf("a.conf", "remove soft down");
    assertInstanceOf(UnloadOutcome.Commanded.class, unload("soft", Duration.ZERO, world.kernel("live soft")).get(0));
    assertEquals(List.of("down"), did);
  }

  @Test
  void unload_softdepThatStays_endsIt() throws IOException {
    world.conf("a.conf", "softdep base pre: soft");
    SimulatedModules kernel = world.kernel("live base", "live soft 1");
    Resolver resolver = world.resolver();
    RemovalPlan plan =
        (RemovalPlan) resolver.remove(resolver.matches(Modalias.of("base"), new AliasHits()).get(0), RemovalRequest.of(kernel.list()));
    List<UnloadOutcome> outcomes = new Unloader(noted(kernel), shell, Modules.Force.NONE, Duration.ZERO).unload(plan, step -> {});
    assertEquals(List.of("rmmod base"), did);
    assertInstanceOf(UnloadOutcome.InUse.class, outcomes.get(1));
  }

  @Test
  void unload_moduleInUse_isTriedUntilPatienceEnds() throws IOException {
    assertInstanceOf(UnloadOutcome.InUse.class, unload("soft", Duration.ofMillis(15), world.kernel("live soft 1")).get(0));
    assertEquals(true, did.size() >= 2 && did.size() <= 5, "waits 2, 4, 8 ms and no longer than 15: " + did);
    did.clear();
    unload("soft", Duration.ZERO, world.kernel("live soft 1"));
    assertEquals(List.of("rmmod soft"), did);
  }

  @Test
  void dryRun_unload_tellsAndDoesNothing() throws IOException {
    GatedModules kernel = new GatedModules();
    kernel.setLive("soft");
    DryRun dry = new DryRun(kernel);
    assertEquals("would rmmod soft", dry.unload(SmallWorld.name("soft"), Modules.Force.NONE).text());
    assertInstanceOf(Commands.End.NotRun.class, dry.run("x", Map.of(), Duration.ZERO));
    assertEquals(List.of(), kernel.events());
  }
}
