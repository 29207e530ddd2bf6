package io.hotprobe.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.UnloadOutcome;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalPlannerTest {

  @TempDir Path root;

  private SmallWorld world;

  @BeforeEach
  void setUp() throws IOException {
    world =
        new SmallWorld(root)
            .module("base")
            .module("mid", "base")
            .module("top", "mid", "base")
            .module("side")
            .builtin("inside")
            .write();
  }

  private Removal removal(String name, RemovalRequest.Manner[] manners, String... script) throws IOException {
    SimulatedModules kernel = world.kernel(script);
    RemovalRequest request = RemovalRequest.of(kernel.list());
    for (RemovalRequest.Manner manner : manners) {
      request = request.in(manner);
    }
    Resolver resolver = world.resolver();
    return resolver.remove(resolver.matches(Modalias.of(name), new AliasHits()).get(0), request);
  }

  private Removal removal(String name, String... script) throws IOException {
    return removal(name, new RemovalRequest.Manner[0], script);
  }

  private static List<String> lines(Removal removal) {
    return assertInstanceOf(RemovalPlan.class, removal).steps().stream().map(RemovalPlan.Step::line).toList();
  }

  private static UnloadOutcome refusal(Removal removal) {
    return assertInstanceOf(Removal.Refused.class, removal).why();
  }

  @Test
  void plan_stack_goesWhole() throws IOException {
    assertEquals(List.of("rmmod top", "rmmod mid", "rmmod base"), lines(removal("top", "live top")));
  }

  @Test
  void plan_dependencyThatAnotherUses_stays() throws IOException {
    world.module("other", "base").write();
    assertEquals(List.of("rmmod top", "rmmod mid"), lines(removal("top", "live top", "live other")));
    assertEquals(List.of("rmmod top"), lines(removal("top", "live top", "live mid 1")));
  }

  @Test
  void plan_moduleInUse_isRefusedWithItsHolders() throws IOException {
    assertEquals(
        new UnloadOutcome.InUse(new ModuleName("base"), List.of(new ModuleName("mid"), new ModuleName("top"))),
        refusal(removal("base", "live top")));
    assertEquals(new UnloadOutcome.InUse(new ModuleName("side"), List.of()), refusal(removal("side", "live side 1")));
  }

  @Test
  void plan_withHolders_takesThemFirst() throws IOException {
    RemovalRequest.Manner[] withHolders = {RemovalRequest.Manner.WITH_HOLDERS};
    assertEquals(List.of("rmmod top", "rmmod mid", "rmmod base"), lines(removal("base", withHolders, "live top")));
    assertEquals(
        new UnloadOutcome.InUse(new ModuleName("top"), List.of()), refusal(removal("base", withHolders, "live top 1")));
  }

  @Test
  void plan_inUseToo_isNoReasonToRefuse() throws IOException {
    RemovalRequest.Manner[] inUse = {RemovalRequest.Manner.IN_USE_TOO};
    assertEquals(List.of("rmmod side"), lines(removal("side", inUse, "live side 1")));
  }

  @Test
  void plan_absentOrBuiltin_isRefused() throws IOException {
    assertEquals(new UnloadOutcome.NotLive(new ModuleName("side")), refusal(removal("side")));
    assertEquals(new UnloadOutcome.Builtin(new ModuleName("inside")), refusal(removal("inside")));
  }

  @Test
  void plan_permanentModule_isRefusedAndStaysAsADependency() throws IOException {
    assertEquals(new UnloadOutcome.Permanent(new ModuleName("side")), refusal(removal("side", "permanent side")));
    assertEquals(List.of("rmmod top", "rmmod mid"), lines(removal("top", "live top", "permanent base")));
  }

  @Test
  void plan_removeCommand_runsEvenWhenTheModuleIsNotLive() throws IOException {
    world.conf("a.conf", "remove side down $CMDLINE_OPTS");
    assertEquals(List.of("remove down "), lines(removal("side")));
    RemovalRequest.Manner[] bare = {RemovalRequest.Manner.BARE};
    assertEquals(List.of("rmmod side"), lines(removal("side", bare, "live side")));
  }

  @Test
  void plan_softdeps_goAroundTheModule() throws IOException {
    world.conf("a.conf", "softdep mid pre: side post: other absent").module("other").write();
    assertEquals(
        List.of("rmmod other", "rmmod mid", "rmmod base", "rmmod side"), lines(removal("mid", "live mid", "live side", "live other")));
  }

  @Test
  void plan_softdepInUse_endsTheRemovalThereUnlessItIsToBeLeft() throws IOException {
    world.conf("a.conf", "softdep mid pre: side post: other").module("other").write();
    assertEquals(List.of("keep other"), lines(removal("mid", "live mid", "live other 1", "live side")));
    assertEquals(List.of("rmmod mid", "rmmod base", "keep side"), lines(removal("mid", "live mid", "live side 1")));
    RemovalRequest.Manner[] leaving = {RemovalRequest.Manner.LEAVING_SOFTDEPS};
    assertEquals(
        List.of("rmmod mid", "rmmod base", "rmmod side"), lines(removal("mid", leaving, "live mid", "live other 1", "live side")));
  }

  @Test
  void plan_severalUnusedDependencies_goDeepestFirst() throws IOException {
    world.module("crc").module("fs", "mid", "base", "crc").write();
    assertEquals(List.of("rmmod fs", "rmmod crc", "rmmod mid", "rmmod base"), lines(removal("fs", "live fs")));
  }

  @Test
  void plan_softdepLoop_ends() throws IOException {
    world.conf("a.conf", "softdep side pre: mid", "softdep mid pre: side");
    assertEquals(List.of("rmmod side", "rmmod mid", "rmmod base"), lines(removal("side", "live side", "live mid")));
  }

  @Test
  void plan_hooks_areThoseOfRemoving() throws IOException {
    world.conf("a.conf", "pre-remove mid before", "post-remove base after", "pre-install mid no");
    List<RemovalPlan.Step> steps = ((RemovalPlan) removal("mid", "live mid")).steps();
    assertEquals("before", steps.get(0).hooks().before().get(0).text());
    assertEquals(List.of(), steps.get(0).hooks().after());
    assertEquals("after", steps.get(1).hooks().after().get(0).text());
  }
}
