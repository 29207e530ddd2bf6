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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The simulated kernel with failures and delays that a test draws, and an eye on loads that should not have been. */
public final class SteppedModules implements Modules {

  private final Script script = Script.empty();
  private final SimulatedModules kernel;
  private final Set<ModuleName> underWay = new HashSet<>();
  private boolean unloaded;

  /** What no loader may do. */
  public final List<String> offences = new ArrayList<>();

  /** @param pause lets time pass inside a load */
  public SteppedModules(ModuleTree tree, Consumer<Duration> pause) {
    kernel = new SimulatedModules(tree, script, pause);
  }

  /** A module that fails so often before it can be loaded. */
  public void fails(String module, Errno errno, int times) {
    script.failures.put(new ModuleName(module), new Script.Failure(errno, times));
  }

  public void takes(String module, Duration time) {
    script.delays.put(new ModuleName(module), time);
  }

  @Override
  public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
    if (!underWay.add(file.name())) {
      offences.add(file.name() + " was loaded twice at a time");
    }
    try {
      LoadOutcome outcome = kernel.load(file, parameters, ignored);
      if (!unloaded && outcome instanceof LoadOutcome.Failed failed && failed.errno() == Errno.ENOENT.number()) {
        offences.add(file.name() + " was loaded before what it needs");
      }
      return outcome;
    } finally {
      underWay.remove(file.name());
    }
  }

  @Override
  public UnloadOutcome unload(ModuleName module, Force force) {
    unloaded = true;
    return kernel.unload(module, force);
  }

  @Override
  public State state(ModuleName module) {
    return kernel.state(module);
  }

  @Override
  public List<LiveModule> list() {
    return kernel.list();
  }

  /** The loads that were asked for, in order. */
  public List<String> loads() {
    return kernel.loads();
  }
}
