package io.hotprobe.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.resolve.LoadPlan.Step;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {

  @TempDir Path root;

  private SmallWorld world;

  @BeforeEach
  void setUp() {
    world = new SmallWorld(root).module("base").module("mid", "base").module("top", "mid", "base").module("side").module("other");
  }

  private LoadPlan plan(String name) throws IOException {
    return world.write().plan(name);
  }

  private static List<String> order(LoadPlan plan) {
    return plan.steps().stream().map(step -> step.module().value()).toList();
  }

  private static Step step(LoadPlan plan, String module) {
    return plan.steps().get(position(plan, module));
  }

  private static int position(LoadPlan plan, String module) {
    return order(plan).indexOf(module);
  }

  private static List<String> names(LoadPlan plan, List<Integer> positions) {
    return positions.stream().map(position -> plan.steps().get(position).module().value()).sorted().toList();
  }

  @Test
  void plan_chain_isDeepestFirstAndNamesWhatItNeeds() throws IOException {
    LoadPlan plan = plan("top");
    assertEquals(List.of("base", "mid", "top"), order(plan));
    assertEquals(List.of("base", "mid"), names(plan, step(plan, "top").order().needs()));
    assertEquals(List.of("base"), names(plan, step(plan, "mid").order().needs()));
    assertEquals(List.of(), step(plan, "base").order().needs());
    assertEquals("dependency of top", step(plan, "mid").reason().text());
  }

  @Test
  void plan_independentDependencies_doNotWaitForEachOther() throws IOException {
    world.module("wide", "side", "other");
    LoadPlan plan = plan("wide");
    assertEquals(List.of("other", "side", "wide"), order(plan));
    assertTrue(step(plan, "side").order().needs().isEmpty() && step(plan, "side").order().follows().isEmpty());
  }

  @Test
  void plan_everyStep_refersToEarlierOnesOnly() throws IOException {
    world.softdep("top pre: side post: other").softdep("base post: top").softdep("side pre: top");
    LoadPlan plan = plan("top");
    for (int i = 0; i < plan.steps().size(); i++) {
      List<Integer> earlier = new ArrayList<>(plan.steps().get(i).order().needs());
      earlier.addAll(plan.steps().get(i).order().follows());
      for (int position : earlier) {
        assertTrue(position < i, i + " waits for " + position + " in " + order(plan));
      }
    }
  }

  @Test
  void plan_softdeps_goBeforeAndAfter() throws IOException {
    world.softdep("mid pre: side post: other");
    LoadPlan plan = plan("top");
    assertEquals(List.of("base", "side", "mid", "other", "top"), order(plan));
    assertEquals(List.of("side"), names(plan, step(plan, "mid").order().follows()));
    assertEquals(List.of("mid"), names(plan, step(plan, "other").order().follows()));
    assertEquals(List.of("base", "mid"), names(plan, step(plan, "top").order().needs()), "a softdep is not needed");
    assertTrue(step(plan, "side").reason().text().startsWith("softdep pre of mid ("));
  }

  @Test
  void plan_softdepLoop_ends() throws IOException {
    world.softdep("side pre: other").softdep("other pre: side");
    assertEquals(List.of("other", "side"), order(plan("side")));
    assertEquals(List.of("side", "other"), order(plan("other")));
  }

  @Test
  void plan_softdepToItself_ends() throws IOException {
    world.softdep("side pre: side post: side");
    assertEquals(List.of("side"), order(plan("side")));
  }

  @Test
  void plan_softdepOfUnknownModule_isLeftOut() throws IOException {
    world.softdep("side pre: nosuch other");
    assertEquals(List.of("other", "side"), order(plan("side")));
  }

  @Test
  void plan_softdepByAlias_takesAllThatAnswer() throws IOException {
    world.softdep("top post: role-x").alias("role_x", "side").alias("role_x", "other");
    assertEquals(List.of("base", "mid", "top", "side", "other"), order(plan("top")));
  }

  @Test
  void plan_onlyTheFirstSoftdepLine_counts() throws IOException {
    world.softdep("side post: base").conf("a.conf", "softdep side pre: other");
    assertEquals(List.of("other", "side"), order(plan("side")));
    world.conf("a.conf").conf("z.conf", "softdep side pre: other");
    assertEquals(List.of("side", "base"), order(plan("side")), "z.conf comes after modules.softdep");
  }

  @Test
  void plan_hugeWebOfSoftdeps_endsWithinTheBound() throws IOException {
    for (int i = 0; i < 200; i++) {
      world.module("m" + i);
      StringBuilder all = new StringBuilder("m" + i + " pre:");
      for (int j = 0; j < 200; j++) {
        all.append(" m").append(j);
      }
      world.softdep(all.toString());
    }
    LoadPlan plan = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> plan("m0"));
    assertEquals(200, plan.steps().size());
  }

  @Test
  void plan_installCommand_replacesTheFileAndKeepsTheOrder() throws IOException {
    world.conf("a.conf", "install mid /bin/true $CMDLINE_OPTS", "options mid a=1");
    LoadPlan plan = plan("top");
    assertEquals("install /bin/true $CMDLINE_OPTS a=1", step(plan, "mid").line());
    assertEquals(List.of("base", "mid", "top"), order(plan));
  }

  @Test
  void plan_installCommandAndSoftdep_theCommandIsLost() throws IOException {
    world.softdep("side pre: other").conf("a.conf", "install side false", "install other false");
    LoadPlan plan = plan("side");
    assertInstanceOf(LoadPlan.Insert.class, step(plan, "side").means());
    assertInstanceOf(LoadPlan.Command.class, step(plan, "other").means(), "what is wanted by a softdep keeps its own");
  }

  @Test
  void plan_installCommandAndUnresolvableSoftdep_theCommandStays() throws IOException {
    world.softdep("side pre: nosuch").conf("a.conf", "install side false");
    assertInstanceOf(LoadPlan.Command.class, step(plan("side"), "side").means());
  }

  @Test
  void plan_optionsByModuleAndByAlias_areJoinedInParseOrder() throws IOException {
    world.alias("p:*", "side").conf("a.conf", "options side a=1", "options p:7 b=2").conf("b.conf", "options side a=3", "options p:* c=4");
    assertEquals("a=1 b=2 a=3", step(plan("p:7"), "side").options(), "the alias is the text asked for, not the pattern");
    assertEquals("a=1 a=3", step(plan("side"), "side").options());
  }

  @Test
  void plan_optionsByConfigAlias_goByThePattern() throws IOException {
    world.conf("a.conf", "alias q* side", "options q* a=1", "options qq b=2");
    assertEquals("a=1", step(plan("qq"), "side").options());
  }

  @Test
  void plan_parametersOfTheCaller_goToWhatWasAskedForOnly() throws IOException {
    world.conf("a.conf", "options mid x=1", "options top y=2");
    LoadPlan plan = (LoadPlan) world.write().resolver().resolve("top", "z=3");
    assertEquals("y=2 z=3", step(plan, "top").options());
    assertEquals("x=1", step(plan, "mid").options());
  }

  @Test
  void plan_blacklist_stopsTheAliasButNotDependencyNorSoftdepNorName() throws IOException {
    world.alias("p:*", "top").softdep("top pre: side").conf("a.conf", "blacklist mid", "blacklist side");
    assertEquals(List.of("base", "mid", "side", "top"), order(plan("p:1")));
    assertEquals(List.of("base", "mid"), order(plan("mid")));
    world.conf("a.conf", "blacklist top");
    assertInstanceOf(Resolution.Denied.class, world.resolver().resolve("p:1", ""));
  }

  @Test
  void plan_oneOfTwoBlacklisted_theOtherLoads() throws IOException {
    world.alias("p:*", "side").alias("p:*", "other").conf("a.conf", "blacklist side");
    assertEquals(List.of("other"), order(plan("p:1")));
    assertEquals(2, plan("p:1").matches().size());
  }

  @Test
  void plan_twoMatches_theSecondFollowsTheFirst() throws IOException {
    world.alias("p:*", "side").alias("p:*", "top");
    LoadPlan plan = plan("p:1");
    assertEquals(List.of("side", "base", "mid", "top"), order(plan));
    assertEquals(List.of("side"), names(plan, step(plan, "top").order().follows()));
  }

  @Test
  void plan_builtinAndMissing_areSaid() throws IOException {
    world.builtin("inside").conf("a.conf", "alias nothing off");
    assertInstanceOf(LoadPlan.Builtin.class, step(plan("inside"), "inside").means());
    assertTrue(plan("inside").isBuiltin());
    assertInstanceOf(LoadPlan.Missing.class, step(plan("nothing"), "off").means());
    assertEquals(false, plan("nothing").isBuiltin());
  }

  @Test
  void resolve_nothingAnswers_isTheOneNoMatch() throws IOException {
    assertSame(Resolution.NO_MATCH, world.write().resolver().resolve("p:1", ""));
  }

  @Test
  void plan_chainOfSoftdeps_endsAtItsBound() throws IOException {
    int length = 30_000;
    String[] lines = new String[length];
    for (int i = 0; i < length; i++) {
      lines[i] = "softdep m" + i + " pre: m" + (i + 1);
    }
    StringBuilder installs = new StringBuilder();
    for (int i = 0; i <= length; i++) {
      installs.append("install m").append(i).append(" true\n");
    }
    world.conf("chain.conf", lines).conf("install.conf", installs.toString()).write();
    assertEquals(Planner.DEEPEST + 1, world.plan("m0").steps().size());
  }
}
