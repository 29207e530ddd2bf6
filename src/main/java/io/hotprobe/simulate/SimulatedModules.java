package io.hotprobe.simulate;

import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleTree;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The kernel's module list in memory. As the real one it refuses a module whose dependencies are not live (ENOENT, an unknown
 * symbol), answers EEXIST to a second load, and counts who refers to whom. Loads take place outside its lock, so they overlap.
 *
 * <p>Safe for any thread.
 */
public final class SimulatedModules implements Modules {

  /** Most loads that are kept for {@link #loads}. */
  static final int MOST_KEPT = 100_000;

  private final ModuleTree tree;
  private final Script script;
  private final Consumer<Duration> pause;
  private final Map<ModuleName, Live> modules = new LinkedHashMap<>();
  private final Map<ModuleName, Integer> failed = new LinkedHashMap<>();
  private final List<String> loads = new ArrayList<>();

  private static final class Live {
    private State state = State.COMING;
    private int uses;
    private final List<ModuleName> holders = new ArrayList<>();

    LiveModule listed(ModuleName name, boolean permanent) {
      return new LiveModule(name, 0, OptionalInt.of(holders.size() + uses), permanent, holders, state);
    }
  }

  /** An empty kernel that knows from {@code tree} which module needs which. */
  public SimulatedModules(ModuleTree tree, Script script) {
    this(tree, script, SimulatedModules::pause);
  }

  /** One in which loads take their time by {@code pause}. */
  SimulatedModules(ModuleTree tree, Script script, Consumer<Duration> pause) {
    this.tree = tree;
    this.script = script;
    this.pause = pause;
    script.live.forEach(this::live);
  }

  /** Puts in a module that is live from the start, and what it needs before it. */
  private void live(ModuleName name, int uses) {
    Live live = modules.get(name);
    if (live == null) {
      Optional<ModuleTree.Entry> entry = tree.find(name);
      List<ModuleFile> needed = entry.isPresent() ? entry.get().dependencies() : List.of();
      live = new Live();
      modules.put(name, live);
      needed.forEach(dependency -> live(dependency.name(), 0));
      needed.forEach(dependency -> modules.get(dependency.name()).holders.add(name));
      modules.remove(name);
      modules.put(name, live);
    }
    live.state = State.LIVE;
    live.uses += uses;
  }

  @Override
  public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
    long start = System.nanoTime();
    LoadOutcome refused = begin(file, parameters);
    if (refused != null) {
      return refused;
    }
    pause.accept(script.delays.getOrDefault(file.name(), Duration.ZERO));
    return end(file, System.nanoTime() - start);
  }

  private synchronized LoadOutcome begin(ModuleFile file, String parameters) {
    if (loads.size() < MOST_KEPT) {
      loads.add((file.name() + " " + parameters).strip());
    }
    if (modules.containsKey(file.name())) {
      return new LoadOutcome.AlreadyLive(file.name());
    }
    for (ModuleFile dependency : dependencies(file)) {
      if (state(dependency.name()) != State.LIVE) {
        return new LoadOutcome.Failed(file.name(), "finit_module", Errno.ENOENT.number(), file.path().toString());
      }
    }
    for (ModuleFile dependency : dependencies(file)) {
      modules.get(dependency.name()).holders.add(file.name());
    }
    modules.put(file.name(), new Live());
    return null;
  }

  private synchronized LoadOutcome end(ModuleFile file, long elapsedNanos) {
    Script.Failure failure = script.failures.get(file.name());
    if (failure != null && failed.merge(file.name(), 1, Integer::sum) <= failure.times()) {
      modules.remove(file.name());
      modules.values().forEach(other -> other.holders.remove(file.name()));
      return failure.errno() == Errno.ENODEV
          ? new LoadOutcome.NoDevice(file.name())
          : new LoadOutcome.Failed(
              file.name(), "finit_module", failure.errno().number(), file.path().toString());
    }
    modules.get(file.name()).state = State.LIVE;
    return new LoadOutcome.Loaded(file.name(), elapsedNanos);
  }

  private List<ModuleFile> dependencies(ModuleFile file) {
    Optional<ModuleTree.Entry> entry = tree.find(file.name());
    return entry.isPresent() ? entry.get().dependencies() : List.of();
  }

  @Override
  public synchronized State state(ModuleName module) {
    Live live = modules.get(module);
    return live == null ? State.ABSENT : live.state;
  }

  @Override
  public synchronized List<LiveModule> list() {
    List<LiveModule> list = new ArrayList<>();
    modules.forEach(
        (name, live) -> list.add(0, live.listed(name, script.permanent.contains(name))));
    return list;
  }

  /** The loads that were asked for, in order, the first {@link #MOST_KEPT}: the module and its parameters. */
  public synchronized List<String> loads() {
    return List.copyOf(loads);
  }

  @Override
  public synchronized UnloadOutcome unload(ModuleName module, Force force) {
    Live live = modules.get(module);
    if (live == null) {
      return new UnloadOutcome.NotLive(module);
    }
    if (!live.holders.isEmpty() || live.uses > 0 && force == Force.NONE) {
      return new UnloadOutcome.Failed(module, Errno.EAGAIN.number());
    }
    if (script.permanent.contains(module) || live.state != State.LIVE) {
      return new UnloadOutcome.Failed(module, Errno.EBUSY.number());
    }
    modules.remove(module);
    modules.values().forEach(other -> other.holders.remove(module));
    return new UnloadOutcome.Unloaded(module, 0);
  }

  private static void pause(Duration delay) {
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
