package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.pipeline.SimulatedMachine.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Many simulations, one after the other on every processor, until one breaks what must hold. Every other seed is new on every run. */
final class Lives implements AutoCloseable {

  private final List<Path> roots = new ArrayList<>();
  private final AtomicLong next = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();

  /** As many lives as said; throws an AssertionError that names the seed. */
  void live(int runs) throws InterruptedException, IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Path root = root();
        all.add(() -> live(new SimulatedHost(root), runs));
      }
      for (Future<Void> each : executor.invokeAll(all)) {
        each.get();
      }
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause().getMessage(), failed.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  private Void live(SimulatedHost host, int runs) throws IOException {
    for (long run = next.getAndIncrement(); run < runs && !stopped.get(); run = next.getAndIncrement()) {
      live(host, run % 2 == 0 ? run : ThreadLocalRandom.current().nextLong());
    }
    return null;
  }

  private void live(SimulatedHost host, long seed) throws IOException {
    try {
      live(new Simulation(host, seed));
    } catch (RuntimeException | AssertionError failure) {
      stopped.set(true);
      throw new AssertionError("-Dsimulation.seed=" + seed + ": " + failure.getMessage(), failure);
    }
  }

  /** One life again, told step by step. */
  void tell(long seed) throws IOException {
    Simulation life = new Simulation(new SimulatedHost(root()), seed);
    try {
      live(life);
    } finally {
      life.machine.trace.forEach(System.out::println);
    }
  }

  private static void live(Simulation life) {
    life.run();
    requireAll(life);
    repairs(life);
  }

  private static void requireAll(Simulation life) {
    List<String> broken = new Invariants(life).broken();
    assertTrue(broken.isEmpty(), broken.toString());
  }

  /** Another loss gives those whose modules failed another turn; what was swapped in silence is found. */
  private static void repairs(Simulation life) {
    Invariants before = new Invariants(life);
    Map<Device, Integer> failed = new HashMap<>();
    before.failedDevices().forEach(device -> failed.put(device, before.turns(device)));
    life.loseAndRun();
    Invariants after = new Invariants(life);
    failed.forEach((device, turns) -> assertTrue(after.turns(device) > turns, "failed and not tried again: " + device));
    life.machine.swapInSilence();
    life.run();
    requireAll(life);
  }

  /** An empty directory, in memory where there is such a place: a life reads and writes hundreds of small files. */
  Path root() throws IOException {
    Path memory = Path.of("/dev/shm");
    Path root = Files.isWritable(memory) ? Files.createTempDirectory(memory, "hotprobe-lives") : Files.createTempDirectory("hotprobe-lives");
    roots.add(root);
    return root;
  }

  @Override
  public void close() throws IOException {
    for (Path root : roots) {
      try (Stream<Path> all = Files.walk(root)) {
        all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  /** @param args how many; ends with 1 when one broke */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (Lives lives = new Lives()) {
      lives.live(Integer.parseInt(args[0]));
      System.out.println(args[0] + " lives, nothing broken");
    } catch (AssertionError broken) {
      System.out.println(broken.getMessage());
      System.exit(1);
    }
  }
}
