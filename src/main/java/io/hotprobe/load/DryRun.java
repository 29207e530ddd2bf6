package io.hotprobe.load;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import java.io.IOException;
import java.util.List;

/** A kernel that is asked what is live and never told to load anything: every load is only planned. */
public final class DryRun implements Modules {

  private final Modules real;

  /** A dry run over what {@code real} holds. */
  public DryRun(Modules real) {
    this.real = real;
  }

  @Override
  public LoadOutcome load(ModuleFile file, String parameters) {
    return new LoadOutcome.Planned(file.name(), ("insmod " + file.path() + " " + parameters).strip());
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
