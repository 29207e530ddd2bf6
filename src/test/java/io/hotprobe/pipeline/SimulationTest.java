package io.hotprobe.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many lives of a pipeline, each in an order of its own. A failure names its seed: {@code -Dsimulation.seed=SEED} lives that life again and
 * tells it step by step. {@code -Dsimulation.runs=100000} lives more of them; {@code bench/simulation/run mutations} shows what they find.
 */
class SimulationTest {

  private static final int RUNS = Integer.getInteger("simulation.runs", 3_000);

  private final Lives lives = new Lives();

  @AfterEach
  void close() throws IOException {
    lives.close();
  }

  @Test
  void pipeline_anyOrderOfSteps_keepsWhatMayNotBeTradedAway() throws Exception {
    Long seed = Long.getLong("simulation.seed");
    if (seed != null) {
      lives.tell(seed);
    } else {
      lives.live(RUNS);
    }
  }

  @Test
  void schedule_sameSeed_sameSteps() throws IOException {
    assertEquals(steps(new SimulatedHost(lives.root())), steps(new SimulatedHost(lives.root())));
  }

  /** Without paths and times, which are the machine's. */
  private static List<String> steps(SimulatedHost host) throws IOException {
    List<String> steps = new ArrayList<>();
    for (long seed = 0; seed < 20; seed++) {
      Simulation life = new Simulation(host, seed);
      life.run();
      life.machine.trace.forEach(step -> steps.add(step.replaceAll("elapsedNanos=[0-9]+|path=[^]]*", "")));
    }
    return steps;
  }
}
