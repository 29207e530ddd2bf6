package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.resolve.LoadPlan;
import io.hotprobe.resolve.LoadPlan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Carries out plans, but for what only serves modules that are live already. A step runs once all it needs and follows has ended; steps
 * that do not wait for each other run side by side.
 *
 * <p>Single flight: while one caller loads a module, others wait for it and share its outcome. What fails for a passing reason is tried
 * again with growing pauses; what else did not get live is remembered for a moment ({@link FailedLoads}) and asked for again after it.
 *
 * <p>Safe for any thread. Blocking calls run on the executor only.
 */
public final class Loader {

  /** Times a load that failed for a passing reason is tried again. */
  public static final int RETRIES = 5;

  /** Wait before the first of the retries, in milliseconds; it doubles each time, and up to half of it is added by chance. */
  static final long RETRY_MILLIS = 50;

  private final Modules modules;
  private final StepLoad turn;
  private final Executor executor;
  private final FailedLoads failedLoads;
  private final LoadCounters counters = new LoadCounters();
  private final ConcurrentMap<ModuleName, CompletableFuture<LoadOutcome>> flights = new ConcurrentHashMap<>();

  /**
   * A loader over its ports.
   *
   * @param executor runs system calls and commands; its threads are never interrupted by the loader
   */
  public Loader(Modules modules, Commands commands, Executor executor) {
    this(modules, commands, executor, () -> Paced.nanos(executor));
  }

  Loader(Modules modules, Commands commands, Executor executor, LongSupplier nanoTime) {
    this.modules = modules;
    this.turn = new StepLoad(modules, commands, Set.of());
    this.executor = executor;
    this.failedLoads = new FailedLoads(nanoTime);
  }

  /** Module tree or configuration are others now: what failed is asked of the kernel again, and told again. */
  public void forgetFailures() {
    failedLoads.clear();
  }

  /** What has been done so far. */
  public LoadCounters.Reading counters() {
    return counters.read();
  }

  /**
   * Starts on a plan at once.
   *
   * @return completes, never exceptionally, with an outcome for each step, in the plan's order
   */
  public CompletableFuture<List<LoadOutcome>> load(LoadPlan plan) {
    try {
      return start(plan);
    } catch (RuntimeException | Error fault) {
      List<LoadOutcome> broken = new ArrayList<>();
      plan.steps().forEach(step -> broken.add(new LoadOutcome.Broken(step.module(), fault.toString())));
      return CompletableFuture.completedFuture(broken);
    }
  }

  private CompletableFuture<List<LoadOutcome>> start(LoadPlan plan) {
    WantedSteps wanted = new WantedSteps(plan, modules);
    List<CompletableFuture<LoadOutcome>> outcomes = new ArrayList<>(plan.steps().size());
    for (Step step : plan.steps()) {
      Optional<LoadOutcome> needless = wanted.needless(outcomes.size());
      outcomes.add(
          needless.isPresent()
              ? CompletableFuture.completedFuture(needless.get())
              : afterEarlier(step, outcomes).thenCompose(ready -> take(step, outcomes)));
    }
    return CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0])).thenApply(done -> joined(outcomes));
  }

  private static CompletableFuture<Void> afterEarlier(Step step, List<CompletableFuture<LoadOutcome>> outcomes) {
    List<CompletableFuture<?>> earlier = new ArrayList<>();
    step.order().needs().forEach(position -> earlier.add(outcomes.get(position)));
    step.order().follows().forEach(position -> earlier.add(outcomes.get(position)));
    return CompletableFuture.allOf(earlier.toArray(new CompletableFuture<?>[0]));
  }

  private static List<LoadOutcome> joined(List<CompletableFuture<LoadOutcome>> outcomes) {
    List<LoadOutcome> joined = new ArrayList<>(outcomes.size());
    outcomes.forEach(outcome -> joined.add(outcome.join()));
    return joined;
  }

  /** All that the step waits for has ended. */
  private CompletableFuture<LoadOutcome> take(Step step, List<CompletableFuture<LoadOutcome>> outcomes) {
    Optional<LoadOutcome> hindrance = StepOrder.hindrance(step, position -> outcomes.get(position).join());
    return hindrance.isPresent() ? CompletableFuture.completedFuture(hindrance.get()) : singleFlight(step);
  }

  private CompletableFuture<LoadOutcome> singleFlight(Step step) {
    CompletableFuture<LoadOutcome> own = new CompletableFuture<>();
    CompletableFuture<LoadOutcome> running = flights.putIfAbsent(step.module(), own);
    if (running != null) {
      counters.shared.increment();
      return running.thenApply(FailedLoads::shared);
    }
    attempt(step, 0, own, executor);
    return own;
  }

  private void attempt(Step step, int retry, CompletableFuture<LoadOutcome> flight, Executor on) {
    try {
      on.execute(() -> attemptNow(step, retry, flight));
    } catch (RuntimeException | Error refused) {
      land(step, flight, null, refused);
    }
  }

  private void attemptNow(Step step, int retry, CompletableFuture<LoadOutcome> flight) {
    try {
      LoadOutcome outcome = retry == 0 ? first(step) : turn.again(step);
      if (retry < RETRIES && outcome instanceof LoadOutcome.Failed failed && failed.retryable()) {
        counters.retried.increment();
        attempt(step, retry + 1, flight, Paced.after(pauseMillis(retry), executor));
        return;
      }
      land(step, flight, failedLoads.note(step, outcome), null);
    } catch (RuntimeException | Error fault) {
      land(step, flight, null, fault);
    }
  }

  /** The first try, unless it is known how it would end. */
  private LoadOutcome first(Step step) {
    Optional<LoadOutcome> standing = failedLoads.standing(step);
    if (standing.isPresent() && modules.state(step.module()) != Modules.State.LIVE) {
      counters.spared.increment();
      return standing.get();
    }
    counters.tried.increment();
    return turn.run(step);
  }

  /** By chance not the same for all that failed at once, so that they do not fail at once again. */
  private long pauseMillis(int retry) {
    long least = RETRY_MILLIS << retry;
    return least + Paced.chance(least / 2 + 1, executor);
  }

  /** Ends a flight: first nobody can join it any more, then those who did are told. */
  private void land(Step step, CompletableFuture<LoadOutcome> flight, LoadOutcome outcome, Throwable fault) {
    LoadOutcome end = fault == null ? outcome : new LoadOutcome.Broken(step.module(), fault.toString());
    if (end.isFailure()) {
      counters.failed.increment();
    }
    flights.remove(step.module(), flight);
    flight.complete(end);
  }
}
