package io.hotprobe.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.config.ConfigSources;
import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.policy.FakeDevice;
import io.hotprobe.policy.Occasion;
import io.hotprobe.policy.PolicyBook;
import io.hotprobe.policy.PolicySource;
import io.hotprobe.policy.Presence;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy leaves of a plan. */
class GateTest {

  @TempDir Path root;

  private SmallWorld world;
  private final FakeDevice device = new FakeDevice("p:1").on("test", "/devices/1");

  @BeforeEach
  void setUp() {
    world = new SmallWorld(root).module("base").module("mid", "base").module("top", "mid", "base").module("side").module("other", "side");
    world.alias("p:1", "top").alias("p:1", "other").alias("p:2", "top");
  }

  private Resolution resolve(FakeDevice device, String... policy) throws IOException {
    return resolver(policy).resolve(Modalias.of(device.modalias()), new AliasHits(), device);
  }

  private Resolver resolver(String... policy) throws IOException {
    Resolver resolver = world.write().resolver();
    resolver.obey(PolicyBook.of(PolicySource.lines(policy)), Presence.NONE);
    return resolver;
  }

  private static List<String> order(Resolution resolution) {
    return ((LoadPlan) resolution).steps().stream().map(step -> step.module().value()).toList();
  }

  private static List<String> texts(Resolution resolution) {
    return resolution.decisions().stream().map(Decision::text).map(text -> text.replace(PolicySource.FILE.toString(), "t.policy")).toList();
  }

  @Test
  void plan_noPolicy_isTheOneThatIsCached() throws IOException {
    Resolver resolver = resolver();
    Modalias modalias = Modalias.of("p:1");
    assertSame(resolver.unrestricted(modalias, new AliasHits()), resolver.resolve(modalias, new AliasHits(), device));
  }

  @Test
  void plan_policyWithNothingToSay_isTheOneThatIsCached() throws IOException {
    Resolver resolver = resolver("deny module nothing", "deny bus nowhere");
    Modalias modalias = Modalias.of("p:1");
    assertSame(resolver.unrestricted(modalias, new AliasHits()), resolver.resolve(modalias, new AliasHits(), device));
  }

  @Test
  void deny_oneOfTwoClaims_theOtherIsLoaded() throws IOException {
    Resolution resolution = resolve(device, "deny module top");
    assertEquals(List.of("side", "other"), order(resolution));
    assertEquals(List.of("top is denied by t.policy:1 (deny module top)"), texts(resolution));
    assertTrue(resolution.isRestricted());
  }

  @Test
  void deny_allClaims_isDenied() throws IOException {
    Resolution.Denied denied = assertInstanceOf(Resolution.Denied.class, resolve(device, "allow module nothing", "deny bus test"));
    assertEquals(2, denied.decisions().size());
    assertEquals(2, denied.reasons().size());
  }

  @Test
  void deny_deepDependency_deniesWhatNeedsIt() throws IOException {
    Resolution resolution = resolve(device, "deny module base");
    assertEquals(List.of("side", "other"), order(resolution));
    assertEquals(List.of("top is denied: its dependency base is denied by t.policy:1 (deny module base)"), texts(resolution));
  }

  @Test
  void deny_softdep_isLeftOutAndSaid() throws IOException {
    world.softdep("top pre: side post: mid");
    Resolution resolution = resolve(new FakeDevice("p:2"), "deny module side");
    assertEquals(List.of("base", "mid", "top"), order(resolution));
    assertEquals(List.of("side, softdep of top, is left out: it is denied by t.policy:1 (deny module side)"), texts(resolution));
  }

  @Test
  void deny_dependencyOfASoftdep_leavesOutTheSoftdep() throws IOException {
    world.softdep("top pre: other");
    Resolution resolution = resolve(new FakeDevice("p:2"), "deny module side");
    assertEquals(List.of("base", "mid", "top"), order(resolution));
    assertTrue(resolution.isRestricted());
  }

  @Test
  void deny_softdepOfADependency_isLeftOut() throws IOException {
    world.softdep("base post: side");
    assertEquals(List.of("base", "mid", "top"), order(resolve(new FakeDevice("p:2"), "deny module side")));
  }

  @Test
  void defaultDeny_whatAnAllowedModuleNeeds_goesWithIt() throws IOException {
    world.softdep("top pre: side");
    Resolution resolution = resolve(new FakeDevice("p:2"), "allow module top", "default deny");
    assertEquals(List.of("base", "mid", "side", "top"), order(resolution).stream().sorted().toList());
    assertInstanceOf(Resolution.Denied.class, resolve(new FakeDevice("p:2"), "allow module other", "default deny"));
  }

  @Test
  void deny_deviceLine_doesNotReachDependenciesOfWhatIsAllowed() throws IOException {
    assertEquals(List.of("base", "mid", "top"), order(resolve(device, "allow module top", "deny bus test")));
  }

  @Test
  void warnOnly_everythingIsLoadedAndSaid() throws IOException {
    world.softdep("top pre: side");
    Resolution resolution = resolve(new FakeDevice("p:2"), "mode warn", "deny module side|top", "default deny");
    assertEquals(4, order(resolution).size());
    assertFalse(resolution.isRestricted());
    assertEquals(
        List.of("top would be denied by t.policy:2 (deny module side|top)", "side, softdep of top, would be denied by t.policy:2 (deny module side|top)"),
        texts(resolution));
  }

  @Test
  void warn_claimAndDependency_areLoadedAndSaid() throws IOException {
    Resolution resolution = resolve(new FakeDevice("p:2"), "warn module base");
    assertEquals(List.of("base", "mid", "top"), order(resolution));
    assertEquals(List.of("base, dependency of top, is allowed with a warning by t.policy:1 (warn module base)"), texts(resolution));
  }

  @Test
  void cache_sameModaliasOtherDevice_isJudgedAnew() throws IOException {
    Resolver resolver = resolver("deny when inserted", "deny path /devices/bad");
    Modalias modalias = Modalias.of("p:2");
    AliasHits hits = new AliasHits();
    for (int round = 0; round < 3; round++) {
      assertInstanceOf(LoadPlan.class, resolver.resolve(modalias, hits, new FakeDevice("p:2").at(Occasion.BOOT)));
      assertInstanceOf(Resolution.Denied.class, resolver.resolve(modalias, hits, new FakeDevice("p:2")));
      assertInstanceOf(Resolution.Denied.class, resolver.resolve(modalias, hits, new FakeDevice("p:2").on("a", "/devices/bad").at(Occasion.BOOT)));
    }
  }

  @Test
  void prefer_theBetterOneFirst_theOtherOnlyInItsPlace() throws IOException {
    Resolution resolution = resolve(device, "prefer other over top");
    assertEquals(List.of("side", "other", "base", "mid", "top"), order(resolution));
    LoadPlan plan = (LoadPlan) resolution;
    assertEquals(List.of(1), plan.steps().get(4).order().unless());
    assertEquals(List.of("top is only loaded if other fails, by t.policy:1 (prefer other over top)"), texts(resolution));
    LoadOutcome none = new LoadOutcome.NotNeeded(SmallWorld.name("top"), SmallWorld.name("other"));
    assertTrue(plan.succeeded(List.of(live("side"), live("other"), none, none, none)));
    LoadOutcome failed = new LoadOutcome.NoFile(SmallWorld.name("other"));
    assertTrue(plan.succeeded(List.of(live("side"), failed, live("base"), live("mid"), live("top"))));
    assertFalse(plan.succeeded(List.of(live("side"), failed, live("base"), live("mid"), failed)));
  }

  @Test
  void prefer_sharedDependency_isNotLeftOutWithTheRival() throws IOException {
    world.module("third", "mid", "base").alias("p:3", "top").alias("p:3", "third").alias("p:3", "other");
    LoadPlan plan = (LoadPlan) resolve(new FakeDevice("p:3"), "prefer other over top");
    for (String shared : List.of("base", "mid", "third")) {
      assertEquals(List.of(), plan.steps().get(order(plan).indexOf(shared)).order().unless(), shared);
    }
  }

  @Test
  void prefer_theBetterOneIsDenied_theOtherIsLoadedAsUsual() throws IOException {
    LoadPlan plan = (LoadPlan) resolve(device, "prefer other over top", "deny module other");
    assertEquals(List.of("base", "mid", "top"), order(plan));
    assertTrue(plan.steps().stream().allMatch(step -> step.order().unless().isEmpty()));
  }

  @Test
  void prefer_threeInARow_lastOnlyIfBothFail() throws IOException {
    world.module("last").alias("p:1", "last");
    LoadPlan plan = (LoadPlan) resolve(device, "prefer last over other over top");
    assertEquals("last", order(plan).get(0));
    assertEquals("top", order(plan).get(plan.steps().size() - 1));
    assertEquals(2, plan.steps().get(plan.steps().size() - 1).order().unless().size());
  }

  @Test
  void prefer_severalPatternsOfOneModule_isSaidOnce() throws IOException {
    world.alias("p:*", "top").alias("p:*", "other");
    assertEquals(1, texts(resolve(device, "prefer other over top")).size());
  }

  @Test
  void prefer_bothWays_loadsBoth() throws IOException {
    LoadPlan plan = (LoadPlan) resolve(device, "prefer other over top", "prefer top over other");
    assertTrue(order(plan).containsAll(List.of("top", "other")));
    assertTrue(Stream.of(plan).flatMap(each -> each.steps().stream()).filter(step -> !step.order().unless().isEmpty()).count() <= 3);
  }

  @Test
  void asked_byName_obeysToo() throws IOException {
    Resolver resolver = resolver("default allow when boot", "deny module top", "default deny when inserted");
    assertInstanceOf(Resolution.Denied.class, resolver.resolve("top", ""));
    assertInstanceOf(LoadPlan.class, resolver.resolve("other", ""));
    Match match = resolver.matches(Modalias.of("top"), new AliasHits()).get(0);
    assertInstanceOf(Resolution.Denied.class, resolver.resolve(match, PlanRequest.PLAIN));
  }

  @Test
  void deny_memberOfAProbe_theOtherIsTried() throws IOException {
    world.write();
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/modules.conf"), "probe x top other\n");
    ConfigSources sources = ConfigSources.defaults(root).withModuleDirectory(world.moduleDirectory());
    Resolver resolver = Resolver.open(world.moduleDirectory(), sources, told -> {});
    assertEquals(List.of("base", "mid", "top", "side", "other"), order(resolver.resolve("x", "")));
    resolver.obey(PolicyBook.of(PolicySource.lines("deny module base", "deny module nothing")), Presence.NONE);
    assertEquals(List.of("side", "other"), order(resolver.resolve("x", "")));
    resolver.obey(PolicyBook.of(PolicySource.lines("deny module base|other")), Presence.NONE);
    assertInstanceOf(Resolution.Denied.class, resolver.resolve("x", ""));
  }

  @Test
  void deny_builtin_saysNothing() throws IOException {
    world.builtin("inside").alias("p:9", "inside");
    assertInstanceOf(LoadPlan.class, resolve(new FakeDevice("p:9"), "default deny"));
  }

  @Test
  void resolve_nothingClaimsIt_allocatesNothingUnderAPolicy() throws IOException {
    Resolver resolver = resolver("deny bus test class 08", "deny path /devices/*", "default deny");
    Modalias unknown = Modalias.of("q:unknown");
    AliasHits hits = new AliasHits();
    com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 30; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 1000; i++) {
        assertSame(Resolution.NO_MATCH, resolver.resolve(unknown, hits, device));
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertTrue(least < 1000, least + " bytes");
  }

  private static LoadOutcome live(String module) {
    return new LoadOutcome.AlreadyLive(SmallWorld.name(module));
  }
}
