package io.hotprobe.simulate;

import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A kernel whose loads can be held until the test lets them go, and that keeps when each began and ended. */
public final class GatedModules implements Modules {

  private final List<String> events = new ArrayList<>();
  private final Set<ModuleName> live = new HashSet<>();
  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> arrivals = new ConcurrentHashMap<>();
  private final Map<String, IntFunction<LoadOutcome>> endings = new ConcurrentHashMap<>();

  /** Loads of that module wait until {@link #release}. */
  public void hold(String module) {
    gates.put(module, new CountDownLatch(1));
    arrivals.put(module, new CountDownLatch(1));
  }

  public void release(String module) {
    gates.get(module).countDown();
  }

  /** For the end of a test: nobody is left waiting. */
  public void releaseIfHeld(String module) {
    if (gates.containsKey(module)) {
      gates.get(module).countDown();
    }
  }

  /** Waits until a load of a held module has begun. */
  public void awaitBegun(String module) throws InterruptedException {
    if (!arrivals.get(module).await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("no load of " + module + " began within 10 s: " + events());
    }
  }

  /** Loads of that module end as told by the number of the attempt, counted from 1; null means success. */
  public void ending(String module, IntFunction<LoadOutcome> outcome) {
    endings.put(module, outcome);
  }

  public void fails(String module, Errno errno, int times) {
    ending(module, attempt -> attempt > times ? null : new LoadOutcome.Failed(new ModuleName(module), "finit_module", errno.number(), module));
  }

  public synchronized void setLive(String module) {
    live.add(new ModuleName(module));
  }

  @Override
  public UnloadOutcome unload(ModuleName module, Force force) {
    note("unload " + module);
    synchronized (this) {
      return live.remove(module) ? new UnloadOutcome.Unloaded(module, 0) : new UnloadOutcome.NotLive(module);
    }
  }

  @Override
  public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
    String module = file.name().value();
    int attempt = note("begin " + (module + " " + parameters).strip());
    try {
      if (gates.containsKey(module)) {
        arrivals.get(module).countDown();
        if (!gates.get(module).await(20, TimeUnit.SECONDS)) {
          throw new AssertionError(module + " was never released");
        }
      }
    } catch (InterruptedException stop) {
      throw new AssertionError("a thread inside a load was interrupted", stop);
    }
    LoadOutcome told = endings.containsKey(module) ? endings.get(module).apply(attempt) : null;
    LoadOutcome outcome = told == null ? new LoadOutcome.Loaded(file.name(), 1) : told;
    synchronized (this) {
      if (told == null) {
        live.add(file.name());
      }
      events.add("end " + module);
    }
    return outcome;
  }

  private synchronized int note(String event) {
    events.add(event);
    return (int) events.stream().filter(event::equals).count();
  }

  @Override
  public synchronized State state(ModuleName module) {
    return live.contains(module) ? State.LIVE : State.ABSENT;
  }

  @Override
  public List<LiveModule> list() {
    return List.of();
  }

  /** {@code begin MODULE PARAMETERS} and {@code end MODULE}, in order. */
  public synchronized List<String> events() {
    return List.copyOf(events);
  }

  /** The modules whose loads began, in order, with their parameters. */
  public List<String> begun() {
    return events().stream().filter(event -> event.startsWith("begin ")).map(event -> event.substring(6)).toList();
  }

  public boolean isBefore(String first, String second) {
    int a = events().indexOf(first);
    int b = events().indexOf(second);
    return a >= 0 && b >= 0 && a < b;
  }
}
