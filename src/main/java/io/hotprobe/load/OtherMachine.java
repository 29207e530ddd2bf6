package io.hotprobe.load;

import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/** A machine that is there as files only: what was live on it can be read, and there is no kernel to be told anything. */
public final class OtherMachine implements Modules {

  private final Modules files;

  /** @param files reads the machine's sysfs and proc */
  public OtherMachine(Modules files) {
    this.files = files;
  }

  @Override
  public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
    return Files.exists(file.path())
        ? new LoadOutcome.NoKernel(file.name())
        : new LoadOutcome.Failed(file.name(), "open", Errno.ENOENT.number(), file.path().toString());
  }

  @Override
  public UnloadOutcome unload(ModuleName module, Force force) {
    return new UnloadOutcome.NoKernel(module);
  }

  @Override
  public State state(ModuleName module) {
    return files.state(module);
  }

  @Override
  public List<LiveModule> list() throws IOException {
    return files.list();
  }
}
