package io.hotprobe.load;

import io.hotprobe.module.Commands;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A kernel that is asked what is live and never told to load anything, and a shell that runs nothing: all is only planned. */
public final class DryRun implements Modules, Commands {

  private final Modules real;

  /** A dry run over what {@code real} holds. */
  public DryRun(Modules real) {
    this.real = real;
  }

  @Override
  public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
    return new LoadOutcome.Planned(file.name(), ("insmod " + file.path() + " " + parameters).strip());
  }

  @Override
  public UnloadOutcome unload(ModuleName module, Force force) {
    return new UnloadOutcome.Planned(module, "rmmod " + module);
  }

  @Override
  public End run(String command, Map<String, String> environment, Duration limit) {
    return new End.NotRun();
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
