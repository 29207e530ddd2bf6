package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.pipeline.SimulatedMachine.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many lives of a pipeline, each in an order of its own. Every other seed is new on every run; a failure names it, and
 * {@code -Dsimulation.seed=SEED} lives that life again and tells it step by step. {@code -Dsimulation.runs=100000} lives more of them.
 */
class SimulationTest {

  private static final int RUNS = Integer.getInteger("simulation.runs", 4_000);

  @TempDir Path directory;

  @Test
  void pipeline_anyOrderOfSteps_keepsWhatMayNotBeTradedAway() throws Exception {
    Long seed = Long.getLong("simulation.seed");
    if (seed != null) {
      live(host(0), seed, true);
      return;
    }
    int threads = Runtime.getRuntime().availableProcessors();
    AtomicLong next = new AtomicLong();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        all.add(() -> lives(host(number), next));
      }
      for (Future<Void> each : executor.invokeAll(all)) {
        each.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private SimulatedHost host(int number) throws IOException {
    Path memory = Path.of("/dev/shm");
    Path root = Files.isWritable(memory) ? Files.createTempDirectory(memory, "hotprobe-simulation") : directory.resolve("host" + number);
    root.toFile().deleteOnExit();
    return new SimulatedHost(root);
  }

  private static Void lives(SimulatedHost host, AtomicLong next) throws IOException {
    for (long run = next.getAndIncrement(); run < RUNS; run = next.getAndIncrement()) {
      live(host, run % 2 == 0 ? run : ThreadLocalRandom.current().nextLong(), false);
    }
    return null;
  }

  private static void live(SimulatedHost host, long seed, boolean tell) throws IOException {
    Simulation life = null;
    try {
      life = new Simulation(host, seed);
      life.run();
      List<String> broken = new Invariants(life).broken();
      assertTrue(broken.isEmpty(), broken.toString());
      repairs(life);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError("-Dsimulation.seed=" + seed + ": " + failure.getMessage(), failure);
    } finally {
      if (tell && life != null) {
        life.machine.trace.forEach(System.out::println);
      }
    }
  }

  /** Another loss gives those whose modules failed another turn and nobody else; what was swapped in silence is found. */
  private static void repairs(Simulation life) {
    Invariants before = new Invariants(life);
    Map<Device, Integer> failed = new HashMap<>();
    before.failedDevices().forEach(device -> failed.put(device, before.turns(device)));
    life.loseAndRun();
    Invariants after = new Invariants(life);
    failed.forEach((device, turns) -> assertTrue(after.turns(device) > turns, "failed and not tried again: " + device));
    life.machine.swapInSilence();
    life.run();
    List<String> broken = new Invariants(life).broken();
    assertTrue(broken.isEmpty(), broken.toString());
  }
}
