package io.hotprobe.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.journal.Handled;
import io.hotprobe.journal.Journal;
import io.hotprobe.load.Autoclean;
import io.hotprobe.load.LoadedModules;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import io.hotprobe.pipeline.Pipeline;
import io.hotprobe.pipeline.ShippedRules;
import io.hotprobe.pipeline.ScriptedUevents;
import io.hotprobe.resolve.Resolver;
import io.hotprobe.simulate.ForwardedModules;
import io.hotprobe.simulate.Script;
import io.hotprobe.simulate.SimulatedCommands;
import io.hotprobe.simulate.SimulatedModules;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service with a timer, over the kernel in memory: uevents come in, modules go. */
@Timeout(60)
class AutocleanTimerTest {

  private static final AtomicLong SEQNUM = new AtomicLong();

  private static final Duration EVERY = Duration.ofMillis(20);

  @TempDir Path root;

  private final ScriptedUevents source = new ScriptedUevents();
  private final List<String> told = new ArrayList<>();
  private SmallWorld world;
  private SimulatedModules kernel;
  private Resolver resolver;
  private LoadedModules record;
  private LoadedJournal journal;
  private Daemon daemon;

  private final Journal log = new Journal() {
    @Override
    public void handled(Handled handled) {
      tell("handled " + handled.subject().devpath() + " " + handled.deeds().outcomes().stream().allMatch(LoadOutcome::usable));
    }

    @Override
    public void notice(System.Logger.Level level, String text) {
      tell(level + " " + text.replaceAll(" in [0-9.]+ (us|ms|s)", ""));
    }
  };

  @BeforeEach
  void setUp() throws IOException {
    world = new SmallWorld(root).module("base").module("one", "base").module("slow").module("theirs").module("older").module("newer");
    world.alias("p:one", "one").alias("p:slow", "slow").write();
    kernel = world.kernel("live theirs");
    resolver = world.resolver();
    record = new LoadedModules(root.resolve("run/hotprobe"), root.resolve("sys"));
  }

  @AfterEach
  void tearDown() {
    daemon.stop();
    journal.close();
  }

  private void serve(Modules modules) throws IOException {
    SimulatedCommands shell = new SimulatedCommands(Script.empty());
    journal = new LoadedJournal(log, record);
    daemon = new Daemon(new Pipeline.Ports(source, root.resolve("sys"), modules, shell), resolver, ShippedRules.over(root.resolve("sys")), journal);
    daemon.autoclean(new Autoclean(modules, shell, resolver, record), EVERY);
    Thread thread = new Thread(() -> {
      try {
        daemon.run();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }, "daemon");
    thread.setDaemon(true);
    thread.start();
  }

  private void tell(String line) {
    synchronized (told) {
      told.add(line);
      told.notifyAll();
    }
  }

  private List<String> told(Predicate<String> which) {
    synchronized (told) {
      return told.stream().filter(which).toList();
    }
  }

  private void await(Predicate<String> which, int times) throws InterruptedException {
    synchronized (told) {
      while (told.stream().filter(which).count() < times) {
        told.wait();
      }
    }
  }

  private static byte[] add(String devpath, String modalias) {
    String text = "add@" + devpath + "\0ACTION=add\0DEVPATH=" + devpath + "\0SUBSYSTEM=test\0MODALIAS=" + modalias + "\0SEQNUM=" + SEQNUM.incrementAndGet() + "\0";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private List<String> live() {
    return kernel.list().stream().map(module -> module.name().value()).sorted().toList();
  }

  @Test
  void daemon_withTimer_removesWhatItLoadedAndNothingElse() throws Exception {
    serve(kernel);
    source.send(add("/d", "p:one"));
    await(line -> line.equals("INFO autoclean: removed one, loaded for /d"), 1);
    await(line -> line.equals("INFO autoclean: removed base, loaded for /d"), 1);
    await(line -> line.startsWith("DEBUG autoclean: pass over"), told(line -> line.startsWith("DEBUG autoclean: pass over")).size() + 2);
    assertEquals(List.of("theirs"), live());
    assertTrue(told(line -> line.contains("handled /d")).equals(List.of("handled /d true")), "a removed module is not loaded again by itself: " + told);
    source.send(add("/e", "p:one"));
    await(line -> line.equals("INFO autoclean: removed one, loaded for /e"), 1);
  }

  @Test
  void daemon_deviceBound_keeps() throws Exception {
    Files.createDirectories(root.resolve("sys/module/one/drivers"));
    Files.createSymbolicLink(root.resolve("sys/module/one/drivers/t:one"), Path.of("../../../bus/t/drivers/one"));
    Files.createDirectories(root.resolve("sys/bus/t/drivers/one"));
    Files.createSymbolicLink(root.resolve("sys/bus/t/drivers/one/d"), Path.of("../../../../devices/d"));
    serve(kernel);
    source.send(add("/d", "p:one"));
    await(line -> line.equals("DEBUG autoclean: kept one: bound to device d (driver one)"), 3);
    assertEquals(List.of("base", "one", "theirs"), live());
  }

  /** A device comes while the first of two modules is being removed: the second waits. */
  @Test
  void daemon_deviceBeingHandled_putsTheNextRemovalOff() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    record.add(List.of(new LoadOutcome.Loaded(new ModuleName("older"), 1), new LoadOutcome.Loaded(new ModuleName("newer"), 1)), "/x");
    serve(new ForwardedModules(world.kernel("live older", "live newer")) {
      @Override
      public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
        begun.countDown();
        awaitLatch(go);
        return super.load(file, parameters, ignored);
      }

      @Override
      public UnloadOutcome unload(ModuleName module, Force force) {
        if (module.value().equals("newer")) {
          source.send(add("/s", "p:slow"));
          awaitLatch(begun);
        }
        return super.unload(module, force);
      }
    });
    await(line -> line.equals("INFO autoclean: removed newer, loaded for /x"), 1);
    await(line -> line.equals("DEBUG autoclean: kept older: devices are being handled that may need it"), 1);
    assertEquals(List.of(), told(line -> line.startsWith("INFO autoclean: removed older")));
    go.countDown();
    await(line -> line.equals("INFO autoclean: removed older, loaded for /x"), 1);
  }

  /** A device comes in the moment of a removal and fails for it: it gets another turn. */
  @Test
  void daemon_dependencyRemovedUnderALoad_theDeviceGetsAnotherTurn() throws Exception {
    Path device = Files.createDirectories(root.resolve("sys/devices/late"));
    Files.writeString(device.resolve("uevent"), "MODALIAS=p:slow\n");
    Files.createDirectories(root.resolve("sys/bus/test/devices"));
    Modules racing = new ForwardedModules(kernel) {
      private boolean failed;

      @Override
      public UnloadOutcome unload(ModuleName module, Force force) {
        UnloadOutcome outcome = super.unload(module, force);
        if (module.value().equals("one")) {
          link(device);
          source.send(add("/devices/late", "p:slow"));
          awaitTold("handled /devices/late false");
        }
        return outcome;
      }

      @Override
      public synchronized LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
        if (file.name().value().equals("slow") && !failed) {
          failed = true;
          return new LoadOutcome.Failed(file.name(), "finit_module", 2, file.path().toString());
        }
        return super.load(file, parameters, ignored);
      }
    };
    serve(racing);
    source.send(add("/d", "p:one"));
    await(line -> line.equals("handled /devices/late true"), 1);
  }

  private void link(Path device) {
    try {
      Files.createSymbolicLink(root.resolve("sys/bus/test/devices/late"), device);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private void awaitTold(String line) {
    try {
      await(line::equals, 1);
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }

  @Test
  void daemon_placeThatCannotBeWritten_toldOnceAndServes() throws Exception {
    Files.writeString(root.resolve("run"), "no directory");
    serve(kernel);
    source.send(add("/d", "p:one"));
    await(line -> line.startsWith("WARNING autoclean: pass not done: "), 1);
    source.send(add("/s", "p:slow"));
    await(line -> line.equals("handled /s true"), 1);
    assertEquals(List.of("base", "one", "slow", "theirs"), live());
    daemon.stop();
    assertEquals(1, told(line -> line.startsWith("WARNING autoclean: ")).size(), told.toString());
    assertEquals(1, told(line -> line.startsWith("WARNING what is loaded cannot be recorded")).size(), told.toString());
  }
}
