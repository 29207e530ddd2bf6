package io.hotprobe.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.Commands;
import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.simulate.GatedModules;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ModuleCommandsTest {

  @TempDir Path root;

  private SmallWorld world;
  private final GatedModules kernel = new GatedModules();
  private final KeptCommands shell = new KeptCommands();

  /** A shell that keeps what it was asked and ends as told. */
  private static final class KeptCommands implements Commands {
    private final List<String> commands = new ArrayList<>();
    private Map<String, String> environment;
    private Duration limit;
    private End end = new End.Exited(0, "");

    @Override
    public synchronized End run(String command, Map<String, String> added, Duration most) {
      commands.add(command);
      environment = added;
      limit = most;
      return end;
    }
  }

  @BeforeEach
  void setUp() throws IOException {
    world = new SmallWorld(root).module("base").module("my-mod", "base").write();
  }

  private List<LoadOutcome> load(String name, String parameters) throws IOException {
    return new Loader(kernel, shell, Runnable::run).load((io.hotprobe.resolve.LoadPlan) world.resolver().resolve(name, parameters)).join();
  }

  @Test
  void run_success_standsForTheLoad() throws IOException {
    world.conf("a.conf", "install my-mod /sbin/up $CMDLINE_OPTS; again $CMDLINE_OPTS", "options my_mod a=1");
    List<LoadOutcome> outcomes = load("my-mod", "b=2");
    assertEquals(List.of("/sbin/up a=1 b=2; again a=1 b=2"), shell.commands);
    assertEquals("my_mod", shell.environment.get("MODPROBE_MODULE"));
    assertEquals(ModuleCommands.TIME_LIMIT, shell.limit);
    assertInstanceOf(LoadOutcome.Commanded.class, outcomes.get(1));
    assertTrue(outcomes.get(1).usable());
    assertEquals(List.of("base"), kernel.begun(), "the dependency is loaded, the module is not");
  }

  @Test
  void run_onADependency_countsAsSatisfied() throws IOException {
    world.conf("a.conf", "install base true");
    assertInstanceOf(LoadOutcome.Loaded.class, load("my_mod", "").get(1));
    assertEquals(List.of("my_mod"), kernel.begun());
  }

  @Test
  void run_failureOnADependency_stopsTheDependent() throws IOException {
    world.conf("a.conf", "# why", "install base false");
    shell.end = new Commands.End.Exited(7, "no such thing\n");
    List<LoadOutcome> outcomes = load("my_mod", "");
    assertInstanceOf(LoadOutcome.DependencyFailed.class, outcomes.get(1));
    String text = outcomes.get(0).text();
    assertTrue(text.contains("a.conf:2") && text.contains("exit status 7") && text.contains("no such thing"), text);
    assertEquals(List.of(), kernel.begun());
  }

  @Test
  void run_everyOtherEnd_isAFailureThatSaysHow() throws IOException {
    world.conf("a.conf", "install base x");
    Map<Commands.End, String> told =
        Map.of(
            new Commands.End.Signalled(9, ""), "signal 9",
            new Commands.End.TimedOut(Duration.ofSeconds(180), "half"), "killed after 180 s, output: half",
            new Commands.End.NotStarted("posix_spawn", 12), "posix_spawn /bin/sh: ENOMEM",
            new Commands.End.Exited(127, "sh: not found"), "exit status 127");
    for (Map.Entry<Commands.End, String> ending : told.entrySet()) {
      shell.end = ending.getKey();
      LoadOutcome outcome = load("base", "").get(0);
      assertInstanceOf(LoadOutcome.CommandFailed.class, outcome);
      assertFalse(outcome.usable());
      assertTrue(outcome.text().contains(ending.getValue()), outcome.text());
    }
  }

  @Test
  void run_liveModule_isNotRun() throws IOException {
    world.conf("a.conf", "install base x");
    kernel.setLive("base");
    assertInstanceOf(LoadOutcome.AlreadyLive.class, load("base", "").get(0));
    assertEquals(List.of(), shell.commands);
  }

  @Test
  void run_shellThrows_isBroken() throws IOException {
    world.conf("a.conf", "install base x");
    Commands broken = (command, environment, limit) -> {
      throw new IllegalStateException("no shell");
    };
    LoadOutcome outcome = new Loader(kernel, broken, Runnable::run).load(world.plan("base")).join().get(0);
    assertInstanceOf(LoadOutcome.Broken.class, outcome);
  }

  @Test
  void dryRun_plan_isToldAndNothingIsDone() throws IOException {
    world.conf("a.conf", "install base up $CMDLINE_OPTS", "options base a=1", "options my_mod z=26");
    DryRun dry = new DryRun(kernel);
    List<LoadOutcome> outcomes = new Loader(dry, dry, Runnable::run).load(world.plan("my_mod")).join();
    assertEquals("would run 'up a=1' for base", outcomes.get(0).text());
    assertEquals("would insmod " + world.moduleDirectory().resolve("kernel/my-mod.ko") + " z=26", outcomes.get(1).text());
    assertTrue(outcomes.stream().allMatch(LoadOutcome::usable));
    assertEquals(List.of(), kernel.events());
  }

  @Test
  void dryRun_liveModule_isLive() throws IOException {
    kernel.setLive("base");
    DryRun dry = new DryRun(kernel);
    assertInstanceOf(LoadOutcome.AlreadyLive.class, new Loader(dry, dry, Runnable::run).load(world.plan("base")).join().get(0));
  }
}
