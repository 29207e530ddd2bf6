package io.hotprobe.simulate;

import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A kernel that answers some modules with an error at a call, or not at all but with an exception; all else goes to another. */
public final class FaultyModules extends ForwardedModules {

  private final Map<ModuleName, Fault> faults = new ConcurrentHashMap<>();
  private final Map<ModuleName, Throwable> thrown = new ConcurrentHashMap<>();
  private final Map<ModuleName, Throwable> statesThrown = new ConcurrentHashMap<>();

  private record Fault(String call, int errno) {}

  public FaultyModules(Modules real) {
    super(real);
  }

  /** Each load of a module ends at this call with this error. */
  public void fails(String module, String call, int errno) {
    faults.put(new ModuleName(module), new Fault(call, errno));
  }

  /** Each load of a module throws. */
  public void throwsAtLoad(String module, Throwable fault) {
    thrown.put(new ModuleName(module), fault);
  }

  /** Each question for its state throws. */
  public void throwsAtState(String module, Throwable fault) {
    statesThrown.put(new ModuleName(module), fault);
  }

  @Override
  public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
    raise(thrown.get(file.name()));
    Fault fault = faults.get(file.name());
    return fault == null
        ? super.load(file, parameters, ignored)
        : new LoadOutcome.Failed(file.name(), fault.call(), fault.errno(), file.path().toString());
  }

  @Override
  public State state(ModuleName module) {
    raise(statesThrown.get(module));
    return super.state(module);
  }

  private static void raise(Throwable fault) {
    if (fault instanceof Error error) {
      throw error;
    }
    if (fault != null) {
      throw (RuntimeException) fault;
    }
  }
}
