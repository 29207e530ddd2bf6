package io.hotprobe.simulate;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A kernel that hands every call on to another, for a test to stand between. */
public class ForwardedModules implements Modules {

  private final Modules real;

  public ForwardedModules(Modules real) {
    this.real = real;
  }

  @Override
  public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
    return real.load(file, parameters, ignored);
  }

  @Override
  public UnloadOutcome unload(ModuleName module, Force force) {
    return real.unload(module, force);
  }

  @Override
  public State state(ModuleName module) {
    return real.state(module);
  }

  @Override
  public List<LiveModule> list() throws IOException {
    return real.list();
  }
}
