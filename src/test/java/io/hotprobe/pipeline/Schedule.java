package io.hotprobe.pipeline;

import io.hotprobe.load.Paced;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One order of steps, drawn from a seed: instead of threads that run side by side, one thing is done at a time, and chance says which of
 * those that could be. Its clock stands still while anything can be done.
 */
final class Schedule implements Crew {

  /** A run of more steps than this never gets quiet. */
  private static final int MOST_STEPS = 50_000;

  final SplittableRandom random;
  private final Deque<Fiber> idle;
  private final int stages;
  private final int step;
  private final int jam;
  private final List<Source> sources = new ArrayList<>();
  private final List<Team> teams = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private long nanos = 1_000_000_000L;
  private long alarmCount;

  /** Something that has steps to do now and then. */
  private record Source(BooleanSupplier ready, Runnable step, int weight) {}

  private record Running(Fiber fiber, Team team) {}

  private record Alarm(long due, long number, Runnable task) implements Comparable<Alarm> {
    @Override
    public int compareTo(Alarm other) {
      return due == other.due ? Long.compare(number, other.number) : Long.compare(due, other.due);
    }
  }

  /** @param idle fibers of the calling thread, to be used again by the next */
  Schedule(long seed, Deque<Fiber> idle) {
    this.random = new SplittableRandom(seed);
    this.idle = idle;
    this.stages = 1 + random.nextInt(3);
    this.step = 1 + random.nextInt(6);
    this.jam = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : Jam.LIMIT;
  }

  @Override
  public ExecutorService team(String role, int most) {
    Team team = new Team(Math.min(most, 1 + random.nextInt(4)), role.equals("loader") || role.equals("worker"), 1 + random.nextInt(6));
    teams.add(team);
    return team;
  }

  @Override
  public int stages() {
    return stages;
  }

  @Override
  public int slots() {
    return 128;
  }

  @Override
  public int passStep() {
    return step;
  }

  @Override
  public int jam() {
    return jam;
  }

  /** Has something take part: its step is done now and then while it is ready. */
  void add(BooleanSupplier ready, Runnable step) {
    sources.add(new Source(ready, step, 1 + random.nextInt(8)));
  }

  /** Time passes for the fiber that calls; for any other thread nothing happens. */
  void pause(long forNanos) {
    if (forNanos > 0 && Thread.currentThread() instanceof Fiber) {
      boolean[] over = new boolean[1];
      alarm(forNanos, () -> over[0] = true);
      Fiber.leaveUntil(() -> over[0]);
    }
  }

  private void alarm(long inNanos, Runnable task) {
    alarms.add(new Alarm(nanos + inNanos, alarmCount++, task));
  }

  /** Does one step after the other until there is none left to do. */
  void runUntilQuiet() {
    for (int steps = 0; step(); steps++) {
      if (steps == MOST_STEPS) {
        throw new AssertionError("not quiet after " + steps + " steps");
      }
    }
  }

  private boolean step() {
    int weights = 0;
    for (Source source : sources) {
      weights += source.ready.getAsBoolean() ? source.weight : 0;
    }
    for (Team team : teams) {
      weights += team.isReady() ? team.weight : 0;
    }
    for (Running each : running) {
      weights += each.fiber.isReady() ? each.team.weight : 0;
    }
    if (weights == 0 || !alarms.isEmpty() && random.nextInt(64) == 0) {
      return ring();
    }
    choose(random.nextInt(weights));
    return true;
  }

  private boolean ring() {
    Alarm next = alarms.poll();
    if (next != null) {
      nanos = Math.max(nanos, next.due);
      next.task.run();
    }
    return next != null;
  }

  private void choose(int lot) {
    int left = lot;
    for (Source source : sources) {
      if (source.ready.getAsBoolean() && (left -= source.weight) < 0) {
        source.step.run();
        return;
      }
    }
    for (Team team : teams) {
      if (team.isReady() && (left -= team.weight) < 0) {
        team.begin();
        return;
      }
    }
    for (Running each : running) {
      if (each.fiber.isReady() && (left -= each.team.weight) < 0) {
        goOn(each);
        return;
      }
    }
    throw new AssertionError("nothing chosen");
  }

  private void goOn(Running chosen) {
    if (chosen.fiber.goOn()) {
      running.remove(chosen);
      chosen.team.active--;
    }
  }

  /** What would be a pool of threads. */
  private final class Team extends AbstractExecutorService implements Paced {
    private final int most;
    private final boolean blocks;
    private final int weight;
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private int active;
    private boolean shut;

    Team(int most, boolean blocks, int weight) {
      this.most = most;
      this.blocks = blocks;
      this.weight = weight;
    }

    boolean isReady() {
      return !queue.isEmpty() && active < most;
    }

    void begin() {
      Runnable task = queue.poll();
      if (!blocks) {
        task.run();
        return;
      }
      active++;
      Running begun = new Running(Fiber.of(task, idle), this);
      running.add(begun);
      goOn(begun);
    }

    @Override
    public void execute(Runnable task) {
      queue.add(task);
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public Executor after(long millis) {
      return task -> alarm(TimeUnit.MILLISECONDS.toNanos(millis), () -> execute(task));
    }

    @Override
    public long chance(long bound) {
      return random.nextLong(bound);
    }

    @Override
    public <T> T await(CompletableFuture<T> future) {
      if (!future.isDone()) {
        Fiber.leaveUntil(future::isDone);
      }
      return future.join();
    }

    @Override
    public void shutdown() {
      shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shut = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shut;
    }

    @Override
    public boolean isTerminated() {
      return shut && queue.isEmpty() && active == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return isTerminated();
    }
  }
}
