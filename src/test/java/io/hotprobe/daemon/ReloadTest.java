package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.Rules;
import io.hotprobe.pipeline.ScriptedUevents;
import io.hotprobe.pipeline.ShippedRules;
import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.simulate.GatedModules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SmallWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReloadTest {

  @TempDir Path root;

  private final Journal journal = new Journal() {
    @Override
    public void handled(Handled told) {}

    @Override
    public void notice(System.Logger.Level level, String text) {}
  };

  private static void await(Thread thread, Thread other, Thread.State state, Thread.State ofOther) throws InterruptedException {
    RunningDaemon.await(() -> thread.getState() == state && other.getState() == ofOther
        || other.getState() == state && thread.getState() == ofOther, "one " + state + ", the other " + ofOther);
  }

  @Test
  void run_cutOff_whoeverAskedMeanwhileHasItsOwn() throws Exception {
    SmallWorld world = new SmallWorld(root).module("one").write();
    Resolver resolver = world.resolver();
    Rules rules = ShippedRules.over(Files.createDirectories(root.resolve("sys")));
    Pipeline.Ports ports =
        new Pipeline.Ports(new ScriptedUevents(), root.resolve("sys"), new GatedModules(), new SimulatedCommands(Script.empty()));
    try (Pipeline pipeline = new Pipeline(ports, resolver, rules, journal);
        RuleWatch ruleWatch = new RuleWatch(rules.book(), List.of(), journal);
        PolicyWatch policyWatch = new PolicyWatch(resolver.policy(), journal, () -> {})) {
      Reload reload = new Reload(ruleWatch, policyWatch, resolver, pipeline, journal);
      world.conf("new.conf", "alias q:* one");
      FutureTask<Reloaded> first = new FutureTask<>(() -> reload.run(Optional.empty()));
      FutureTask<Reloaded> second = new FutureTask<>(() -> reload.run(Optional.empty()));
      Thread one = new Thread(first);
      Thread other = new Thread(second);
      synchronized (reload) {
        one.start();
        other.start();
        await(one, other, Thread.State.BLOCKED, Thread.State.BLOCKED);
      }
      await(one, other, Thread.State.TIMED_WAITING, Thread.State.BLOCKED);
      boolean firstReads = one.getState() == Thread.State.TIMED_WAITING;
      (firstReads ? one : other).interrupt();
      FutureTask<Reloaded> cutOff = firstReads ? first : second;
      try {
        throw new AssertionError("not cut off: " + cutOff.get(20, TimeUnit.SECONDS));
      } catch (ExecutionException stopped) {
        assertInstanceOf(InterruptedException.class, stopped.getCause());
      }
      Reloaded reloaded = (firstReads ? second : first).get(20, TimeUnit.SECONDS);
      assertEquals(Resolver.Freshness.REPLACED, reloaded.tables());
    }
  }
}
