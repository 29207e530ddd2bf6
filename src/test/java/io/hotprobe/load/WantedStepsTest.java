package io.hotprobe.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a plan is left alone, since what was asked for is there. */
class WantedStepsTest {

  @TempDir Path root;

  private SmallWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world =
        new SmallWorld(root)
            .module("base").module("early").module("late").module("one", "base").module("two", "base").module("extra")
            .softdep("one pre: early post: late").softdep("two post: extra").builtin("inside").softdep("inside post: late")
            .alias("p:*", "one").alias("p:both", "two").alias("p:in", "inside").write();
  }

  private List<String> loads(SimulatedModules kernel, String name) throws IOException {
    List<LoadOutcome> outcomes =
        new Loader(kernel, new SimulatedCommands(Script.empty()), Runnable::run).load(world.plan(name)).join();
    assertEquals(0, outcomes.stream().filter(LoadOutcome::isFailure).count(), outcomes.toString());
    assertEquals(world.plan(name).steps().size(), outcomes.size());
    return kernel.loads();
  }

  @Test
  void load_nothingIsLive_loadsSoftdepsToo() throws IOException {
    assertEquals(List.of("base", "early", "late", "one"), loads(world.kernel(), "p:x").stream().sorted().toList());
  }

  @Test
  void load_whatWasAskedForIsLive_leavesItsSoftdepsAlone() throws IOException {
    assertEquals(List.of(), loads(world.kernel("live base", "live one"), "p:x"));
  }

  @Test
  void load_oneOfTwoIsLive_loadsTheOtherWithAllThatIsItsOwn() throws IOException {
    assertEquals(List.of("extra", "two"), loads(world.kernel("live base", "live one"), "p:both").stream().sorted().toList());
    assertEquals(
        List.of("early", "late", "one"), loads(world.kernel("live base", "live two"), "p:both").stream().sorted().toList());
  }

  @Test
  void load_whatWasAskedForIsBuiltin_leavesItsSoftdepsAlone() throws IOException {
    assertEquals(List.of("base", "early", "late", "one"), loads(world.kernel(), "p:in").stream().sorted().toList(), "by p:*");
    assertEquals(List.of(), loads(world.kernel("live base", "live one"), "p:in"));
  }
}
